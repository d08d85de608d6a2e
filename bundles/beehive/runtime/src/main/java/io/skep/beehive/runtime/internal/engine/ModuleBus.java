package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The bus of one container. Thread-safe. */
public final class ModuleBus implements Bus {

    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Calls calls = new Calls();
    private final Tracers tracers;
    private final Clock clock;
    private volatile BusSettings settings;
    private volatile boolean replaced;

    /** @param clock for the moments that people see and for the restart budget; waiting is measured by the system's timer */
    public ModuleBus(BusSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.tracers = new Tracers(clock);
    }

    Tracers tracers() {
        return tracers;
    }

    BusSettings settings() {
        return settings;
    }

    Instant now() {
        return clock.instant();
    }

    /** Changes the figures; those of a running module's stop and restart from its next start on. */
    public void settings(BusSettings settings) {
        this.settings = settings;
    }

    /** Makes a name known: messages to it wait for the module. */
    public void expect(String name, String group) {
        slot(name, group);
    }

    /** A module has come; its mailbox is there and its run begins before this method returns. */
    public void attach(ModuleService service) {
        slot(service.name(), service.group()).attach(service);
    }

    /** A module goes and its name stays: its mailbox waits for the next one. Returns when its run has ended. */
    public void park(ModuleService service) {
        slot(service.name(), service.group()).detach(service, true);
    }

    /** A module goes for good, as far as the configuration is concerned: sends to it throw. Returns when its run has ended. */
    public void stop(ModuleService service) {
        slot(service.name(), service.group()).detach(service, false);
    }

    /** The successor of a parked or failed module will not come. */
    public void retire(String name, String reason) {
        Optional.ofNullable(slots.get(name)).ifPresent(slot -> slot.retire(reason));
    }

    /** As {@link #retire} for a module that has never come. */
    public void retireExpected(String name, String reason) {
        Optional.ofNullable(slots.get(name)).ifPresent(slot -> slot.retireIfExpected(reason));
    }

    /** The modules that were expected and have not come are no part of this container. */
    public void retireExpected(String reason) {
        slots.values().forEach(slot -> slot.retireIfExpected(reason));
    }

    /**
     * Ends this bus for the one that replaces it: modules that still run are stopped, waiting calls and senders end, and whatever is tried
     * afterwards is refused.
     *
     * @return what was in the mailboxes
     */
    public BusState handOver() {
        replaced = true;
        List<BusState.Box> boxes = slots.values().stream()
                .sorted(Comparator.comparing(Slot::name))
                .map(Slot::handOver)
                .toList();
        calls.replaced();
        tracers.clear();
        return new BusState(lateAnswers(), boxes);
    }

    /** Goes on where the former bus ended. To be called before the first module or message comes. */
    public void takeOver(BusState former) {
        calls.addLateAnswers(former.lateAnswers());
        former.boxes().forEach(box -> slot(box.name(), box.group()).takeOver(box));
    }

    boolean isReplaced() {
        return replaced;
    }

    private Slot slot(String name, String group) {
        return slots.computeIfAbsent(name, key -> new Slot(key, group, this));
    }

    /** Looks at {@code replaced} after the name: a place that was there before is emptied by the hand-over. */
    private Slot known(ModuleRun from, String name, Message message) throws InterruptedException {
        Slot slot = slots.get(name);
        if (replaced) {
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
        if (replaced) {
            throw refusal(from, "group " + group, message);
        }
        if (members.isEmpty()) {
            throw new BusException(
                    BusError.UNKNOWN_GROUP,
                    message + " cannot be sent to group " + group + ": no known module is a member.");
        }
        return members;
    }

    @Override
    public List<ModuleInfo> modules() {
        return slots.values().stream()
                .map(Slot::info)
                .sorted(Comparator.comparing(ModuleInfo::name))
                .toList();
    }

    @Override
    public Optional<ModuleInfo> findModule(String name) {
        return Optional.ofNullable(slots.get(name)).map(Slot::info);
    }

    @Override
    public long lateAnswers() {
        return calls.lateAnswers();
    }

    @Override
    public void restart(String module) {
        existing(module, "restarted").restart();
    }

    @Override
    public void park(String module) {
        existing(module, "parked").halt(State.PARKED, "");
    }

    @Override
    public void quarantine(String module, String reason) {
        existing(module, "quarantined").halt(State.QUARANTINED, reason);
    }

    @Override
    public Trace trace(TraceFilter filter, Consumer<Hop> to) {
        return tracers.add(filter, to);
    }

    @Override
    public List<Hop> recorded(int most) {
        List<Hop> hops = slots.values().stream()
                .flatMap(slot -> slot.mailbox().desk().recorded().stream())
                .sorted(Comparator.comparing(Hop::time))
                .toList();
        return hops.subList(Math.max(0, hops.size() - Math.max(0, most)), hops.size());
    }

    private Slot existing(String module, String what) {
        Slot slot = slots.get(module);
        if (slot == null) {
            throw new BusException(
                    BusError.UNKNOWN_MODULE,
                    "Module " + module + " cannot be " + what + ": no module of this name is known.");
        }
        return slot;
    }

    @Override
    public void send(String module, Message message) throws InterruptedException {
        send(null, module, message);
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
                                + settings.parkedSendLimit().toMillis() + " ms.");
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

    @Override
    public void sendToGroup(String group, Message message) throws InterruptedException {
        sendToGroup(null, group, message);
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

    @Override
    public Message sendSync(String module, Message message, Duration timeout) throws InterruptedException {
        return sendSync(null, module, message, timeout);
    }

    Message sendSync(ModuleRun from, String module, Message message, Duration timeout) throws InterruptedException {
        Slot slot = known(from, module, message);
        long deadline = deadline(timeout);
        Message request = message.withSync(true);
        SingleCall call = calls.begin(from, message, new SingleCall(message.messageId(), module, deadline));
        try {
            check(slot.mailbox().put(request(from, module, request, deadline), from), from, slot, request);
            return call.await();
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

    @Override
    public boolean respond(Message response) {
        return respond(response.source(), response);
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

    /** A module was closed: nobody waits for its answers any longer. */
    void closed(String module) {
        calls.forget(module);
    }
}
