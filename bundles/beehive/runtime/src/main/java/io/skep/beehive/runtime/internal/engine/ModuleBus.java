package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The bus of one container. Thread-safe. */
public final class ModuleBus implements Bus {

    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Calls calls = new Calls();
    private final Tracers tracers;
    private final Post post;
    private final Clock clock;
    private volatile BusSettings settings;
    private volatile boolean replaced;

    /** @param clock for the moments that people see and for the restart budget; waiting is measured by the system's timer */
    public ModuleBus(BusSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.tracers = new Tracers(clock);
        this.post = new Post(slots, calls, tracers, this::settings, this::isReplaced);
    }

    Tracers tracers() {
        return tracers;
    }

    Post post() {
        return post;
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
        post.send(null, module, message);
    }

    @Override
    public void sendToGroup(String group, Message message) throws InterruptedException {
        post.sendToGroup(null, group, message);
    }

    @Override
    public Message sendSync(String module, Message message, Duration timeout) throws InterruptedException {
        return post.sendSync(null, module, message, timeout);
    }

    List<Message> sendToGroupSync(String group, Message message, Duration timeout) throws InterruptedException {
        return post.sendToGroupSync(null, group, message, timeout);
    }

    @Override
    public boolean respond(Message response) {
        return post.respond(response.source(), response);
    }

    /** A module was closed: nobody waits for its answers any longer. */
    void closed(String module) {
        calls.forget(module);
    }
}
