package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Brings messages into mailboxes, calls included. In all methods {@code from} is the sending run, null for a sender outside of any module. */
final class Post {

    private final Map<String, Slot> slots;
    private final Calls calls;
    private final Tracers tracers;
    private final Supplier<BusSettings> settings;
    private final BooleanSupplier replaced;

    Post(
            Map<String, Slot> slots,
            Calls calls,
            Tracers tracers,
            Supplier<BusSettings> settings,
            BooleanSupplier replaced) {
        this.slots = slots;
        this.calls = calls;
        this.tracers = tracers;
        this.settings = settings;
        this.replaced = replaced;
    }

    /** Looks at {@code replaced} after the name: a place that was there before is emptied by the hand-over. */
    private Slot known(ModuleRun from, String name, Message message) throws InterruptedException {
        Slot slot = slots.get(name);
        if (replaced.getAsBoolean()) {
            throw refusal(from, "module " + name, message);
        }
        if (slot == null) {
            throw new BusException(
                    BusError.UNKNOWN_MODULE,
                    message + " cannot be sent to module " + name + ": no module of this name is known.");
        }
        return slot;
    }

    private List<Slot> members(ModuleRun from, String group, Message message) throws InterruptedException {
        List<Slot> members = slots.values().stream()
                .filter(slot -> slot.isMemberOf(group))
                .sorted(Comparator.comparing(Slot::name))
                .toList();
        if (replaced.getAsBoolean()) {
            throw refusal(from, "group " + group, message);
        }
        if (members.isEmpty()) {
            throw new BusException(
                    BusError.UNKNOWN_GROUP,
                    message + " cannot be sent to group " + group + ": no known module is a member.");
        }
        return members;
    }

    void send(ModuleRun from, String module, Message message) throws InterruptedException {
        Slot slot = known(from, module, message);
        Mailbox mailbox = slot.mailbox();
        check(mailbox.put(item(from, mailbox, module, message), from), from, slot, message);
    }

    /** What is put into a mailbox for a message that nobody waits for an answer to. */
    private Object item(ModuleRun from, Mailbox mailbox, String module, Message message) {
        boolean traced = tracers.any();
        if (traced) {
            tracers.sent(module, name(from), message);
        }
        return traced || mailbox.isToBeTimed() ? Envelope.timed(message, System.nanoTime(), name(from)) : message;
    }

    private static String name(ModuleRun from) {
        return from == null ? "" : from.name();
    }

    private void check(Mailbox.Outcome outcome, ModuleRun from, Slot slot, Message message)
            throws InterruptedException {
        switch (outcome) {
            case ACCEPTED -> {}
            case CLOSED ->
                throw new BusException(
                        BusError.UNKNOWN_MODULE,
                        message + " cannot be sent to module " + slot.name()
                                + ": it was stopped by configuration or uninstalled.");
            case REPLACED -> throw refusal(from, "module " + slot.name(), message);
            case FULL ->
                throw new BusException(
                        BusError.MAILBOX_FULL,
                        message + " cannot be sent to module " + slot.name()
                                + ": its mailbox is full and stayed so for "
                                + settings.get().parkedSendLimit().toMillis() + " ms.");
            case LATE ->
                throw new BusException(
                        BusError.TIMEOUT,
                        message + " was not sent to module " + slot.name()
                                + ": its mailbox stayed full until the deadline.");
        }
    }

    /** A module is told to stop, as everywhere; others may try again with the next bus. */
    private static BusException refusal(ModuleRun from, String target, Message message) throws InterruptedException {
        if (from != null) {
            throw new InterruptedException("module " + from.name() + " has to stop: its bus is replaced");
        }
        return new BusException(
                BusError.BUS_REPLACED, message + " was not sent to " + target + ": the bus is replaced.");
    }

    void sendToGroup(ModuleRun from, String group, Message message) throws InterruptedException {
        List<BusException> refused = deliver(
                from,
                members(from, group, message),
                message,
                (name, mailbox) -> item(from, mailbox, name, message),
                closed -> {});
        if (!refused.isEmpty()) {
            throw refused.getFirst();
        }
    }

    /** Offers to each member, then waits for those that are full. Returns why members did not take the message. */
    private List<BusException> deliver(
            ModuleRun from,
            List<Slot> members,
            Message message,
            BiFunction<String, Mailbox, Object> items,
            Consumer<String> onClosed)
            throws InterruptedException {
        List<Slot> full = new ArrayList<>();
        List<Object> left = new ArrayList<>();
        for (Slot member : members) {
            Object item = items.apply(member.name(), member.mailbox());
            switch (member.mailbox().offerOfGroup(item)) {
                case FULL -> {
                    full.add(member);
                    left.add(item);
                }
                case CLOSED -> onClosed.accept(member.name());
                case REPLACED -> throw refusal(from, "module " + member.name(), message);
                case ACCEPTED, LATE -> {}
            }
        }
        List<BusException> refused = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            Slot member = full.get(i);
            Mailbox.Outcome outcome = member.mailbox().putOfGroup(left.get(i), from);
            if (outcome == Mailbox.Outcome.CLOSED) {
                onClosed.accept(member.name());
                continue;
            }
            try {
                check(outcome, from, member, message);
            } catch (BusException e) {
                refused.add(e);
            }
        }
        return refused;
    }

    Message sendSync(ModuleRun from, String module, Message message, Duration timeout) throws InterruptedException {
        Slot slot = known(from, module, message);
        long deadline = deadline(timeout);
        Message request = message.withSync(true);
        SingleCall call = calls.begin(from, message, new SingleCall(message.messageId(), module, deadline));
        try {
            check(slot.mailbox().put(request(from, module, request, deadline), from), from, slot, request);
            return call.await(calls.spin());
        } finally {
            calls.end(from, call);
        }
    }

    private Envelope request(ModuleRun from, String module, Message request, long deadline) {
        if (tracers.any()) {
            tracers.sent(module, name(from), request);
        }
        return Envelope.request(request, deadline, name(from));
    }

    List<Message> sendToGroupSync(ModuleRun from, String group, Message message, Duration timeout)
            throws InterruptedException {
        List<Slot> members = members(from, group, message);
        long deadline = deadline(timeout);
        Message request = message.withSync(true);
        Set<String> names = members.stream().map(Slot::name).collect(Collectors.toSet());
        GroupCall call = calls.begin(from, message, new GroupCall(message.messageId(), names));
        try {
            List<BusException> refused = deliver(
                    from, members, request, (name, mailbox) -> request(from, name, request, deadline), call::forget);
            if (!refused.isEmpty()) {
                throw refused.getFirst();
            }
            return call.await(deadline, "group " + group);
        } finally {
            calls.end(from, call);
        }
    }

    private static long deadline(Duration timeout) {
        boolean given = timeout != null && timeout.isPositive();
        return System.nanoTime() + (given ? timeout : ModuleContext.DEFAULT_TIMEOUT).toNanos();
    }

    boolean respond(String responder, Message response) {
        boolean taken = calls.answer(responder, response);
        if (tracers.any()) {
            if (taken) {
                tracers.answered(responder, response);
            } else {
                tracers.dropped(responder, response);
            }
        }
        return taken;
    }
}
