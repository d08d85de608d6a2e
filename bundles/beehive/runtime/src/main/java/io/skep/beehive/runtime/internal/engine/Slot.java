package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.runtime.internal.engine.Mailbox.Gate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one module name on the bus: its mailbox, which outlives the module, and whoever offers the module at present. Attaching,
 * detaching and restarting take turns; the state may also be changed by the worker.
 */
final class Slot {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final String name;
    private final ModuleBus bus;
    private final Mailbox mailbox;

    /** Serialises attach, detach, retire and restart; held while a module is stopped. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    private final Deque<ModuleService> offered = new ArrayDeque<>();
    private StuckThreads stuck;

    /** Guards the fields below. */
    private final ReentrantLock guard = new ReentrantLock();

    private final Standing standing;
    private Worker worker;

    Slot(String name, String group, ModuleBus bus) {
        this.name = name;
        this.bus = bus;
        this.standing = new Standing(group, bus.now());
        this.mailbox = new Mailbox(name, bus::settings, bus.tracers());
        this.stuck = new StuckThreads(name, List.of());
    }

    String name() {
        return name;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Whether messages to this group reach the module now or later. */
    boolean isMemberOf(String group) {
        return standing.group().equals(group) && standing.state() != State.STOPPED;
    }

    ModuleInfo info() {
        Desk.Figures figures = mailbox.desk().figures();
        guard.lock();
        try {
            return new ModuleInfo(
                    name,
                    standing.group(),
                    standing.state(),
                    figures.depth(),
                    mailbox.capacity(),
                    figures.counts().received(),
                    figures.counts().redelivered(),
                    figures.counts().dropped(),
                    standing.errors(),
                    standing.restarts(),
                    standing.lastError(),
                    standing.since(),
                    standing.bundle(),
                    figures.waited(),
                    figures.handling(),
                    figures.busy(),
                    mailbox.waitingSenders());
        } finally {
            guard.unlock();
        }
    }

    /** A module of this name has come: runs it, unless another one is here already. */
    void attach(ModuleService service) {
        lifecycle.lock();
        try {
            if (bus.isReplaced()) {
                return;
            }
            offered.addLast(service);
            if (offered.size() > 1) {
                LOG.error(new BusException(
                                BusError.DUPLICATE_MODULE,
                                "Module " + name + " of bundle " + service.bundle() + " is not started: bundle "
                                        + offered.getFirst().bundle() + " provides a module of this name.")
                        .line());
            } else {
                start(service);
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private void start(ModuleService service) {
        stuck = stuck.alive();
        if (!stuck.isEmpty()) {
            become(null, State.QUARANTINED, stuck.failure().line(), service.bundle());
            return;
        }
        Module module;
        try {
            module = service.instance().call();
            if (module == null) {
                throw new IllegalStateException("there is no instance");
            }
        } catch (Exception e) {
            BusException failure = new BusException(
                    BusError.MODULE_FAILED,
                    "Module " + name + " of bundle " + service.bundle() + " could not be created: "
                            + Failure.sentence(e) + ".");
            LOG.error(failure.line());
            become(null, State.QUARANTINED, failure.line(), service.bundle());
            return;
        }
        guard.lock();
        try {
            standing.begin(service.group());
            worker = new Worker(this, module, bus.settings());
            become(worker, State.RUNNING, "", service.bundle());
            worker.start();
        } finally {
            guard.unlock();
        }
        LOG.info("module started: {} in group {}, bundle {}", name, service.group(), service.bundle());
    }

    /**
     * The module goes: stops it before this method returns.
     *
     * @param keepMailbox true when a successor of the name is to be expected; false empties the mailbox and turns senders away
     */
    void detach(ModuleService service, boolean keepMailbox) {
        lifecycle.lock();
        try {
            boolean first = service.equals(offered.peekFirst());
            if (!offered.remove(service) || !first) {
                return;
            }
            boolean ended = stopWorker();
            if (!offered.isEmpty()) {
                start(offered.getFirst());
            } else if (!keepMailbox) {
                close("stopped by configuration");
            } else if (!ended) {
                become(null, State.QUARANTINED, stuck.failure().line(), "");
            } else {
                become(null, State.PARKED, "", "");
                LOG.info(
                        "module parked: {}, {} messages wait",
                        name,
                        mailbox.desk().figures().depth());
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** No successor is to be expected any more: a name without a module is closed, for the given reason. */
    void retire(String reason) {
        lifecycle.lock();
        try {
            if (offered.isEmpty() && standing.state() != State.STOPPED) {
                close(reason);
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** As {@link #retire} for a module that has never come. */
    void retireIfExpected(String reason) {
        lifecycle.lock();
        try {
            if (standing.state() == State.EXPECTED) {
                close(reason);
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private void close(String reason) {
        int lost = mailbox.gate(Gate.CLOSED);
        become(null, State.STOPPED, "", "");
        bus.closed(name);
        if (lost > 0) {
            LOG.warn("module stopped: {}, {}; {} messages in its mailbox are dropped", name, reason, lost);
        } else {
            LOG.info("module stopped: {}, {}", name, reason);
        }
    }

    /** Ends this place because the bus is replaced: stops the module if that is still to be done, and gives away what the mailbox holds. */
    BusState.Box handOver() {
        lifecycle.lock();
        try {
            offered.clear();
            stopWorker();
            State left = standing.state();
            stuck = stuck.alive();
            if (!stuck.isEmpty()) {
                left = State.QUARANTINED;
            } else if (left != State.EXPECTED && left != State.STOPPED) {
                left = State.PARKED;
            }
            List<BusState.Letter> letters = mailbox.handOver();
            guard.lock();
            try {
                return new BusState.Box(
                        name,
                        standing.group(),
                        left,
                        standing.lastError(),
                        standing.restarts(),
                        mailbox.desk().figures().counts(),
                        stuck.threads(),
                        letters);
            } finally {
                guard.unlock();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** Goes on where the former bus ended. To be called before anybody else knows of this place. */
    void takeOver(BusState.Box box) {
        stuck = new StuckThreads(name, box.stuck());
        mailbox.takeOver(box.letters(), box.counts());
        guard.lock();
        try {
            standing.restarts(box.restarts());
            become(null, box.state(), box.lastError(), "");
            if (box.state() == State.STOPPED) {
                mailbox.gate(Gate.CLOSED);
            }
        } finally {
            guard.unlock();
        }
    }

    /** Stops and starts the module, whatever its state. */
    void restart() {
        lifecycle.lock();
        try {
            ModuleService service = offered.peekFirst();
            if (service == null) {
                throw new BusException(
                        BusError.NOT_RUNNING, "Module " + name + " cannot be restarted: no active bundle provides it.");
            }
            if (!stopWorker()) {
                BusException failure = stuck.failure();
                become(null, State.QUARANTINED, failure.line(), service.bundle());
                throw failure;
            }
            start(service);
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops the module and keeps its mailbox, until {@link #restart} or the next service of the name. */
    void halt(State state, String reason) {
        lifecycle.lock();
        try {
            ModuleService service = offered.peekFirst();
            if (service == null) {
                if (standing.state() == State.PARKED) {
                    return;
                }
                throw new BusException(
                        BusError.NOT_RUNNING, "Module " + name + " cannot be parked: no active bundle provides it.");
            }
            if (!stopWorker()) {
                BusException failure = stuck.failure();
                become(null, State.QUARANTINED, failure.line(), service.bundle());
                throw failure;
            }
            become(null, state, reason, service.bundle());
            LOG.warn(
                    "module {}: {}{}",
                    state == State.PARKED ? "parked" : "quarantined",
                    name,
                    reason.isEmpty() ? "" : ", " + reason);
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops the module without changing its state. Returns false if threads are left. */
    private boolean stopWorker() {
        guard.lock();
        Worker stopping = worker;
        guard.unlock();
        if (stopping == null) {
            return true;
        }
        List<Thread> left = stopping.stop();
        guard.lock();
        worker = null;
        guard.unlock();
        if (!left.isEmpty()) {
            stuck = new StuckThreads(name, left);
            stuck.log();
        }
        return left.isEmpty();
    }

    ModuleRun newRun(Runnable onForkFailure) {
        guard.lock();
        try {
            return new ModuleRun(name, standing.group(), bus, mailbox, onForkFailure);
        } finally {
            guard.unlock();
        }
    }

    /** A worker begins a run. Returns false if it must not. */
    boolean runs(Worker by, ModuleRun run) {
        guard.lock();
        try {
            if (!by.equals(worker) || by.isStopping()) {
                return false;
            }
            if (standing.state() == State.BACKOFF) {
                standing.restarted();
                become(by, State.RUNNING, "", null);
            }
            mailbox.desk().admit(run);
            if (by.isStopping()) {
                mailbox.desk().dismiss(run);
                return false;
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    /** Ends the reading of a run and returns what it had not finished to the mailbox. */
    void takeBack(ModuleRun run) {
        mailbox.desk().dismiss(run);
        mailbox.desk().takeBack(run);
    }

    /** The module has nothing more to do. */
    Optional<Duration> finished(Worker by) {
        LOG.info("module finished: {}", name);
        become(by, State.FINISHED, "", null);
        return Optional.empty();
    }

    /** The module failed. Returns the pause before its restart, empty when the budget is spent. */
    Optional<Duration> failed(Worker by, Throwable failure) {
        String line = Failure.line(failure);
        guard.lock();
        try {
            Optional<Duration> pause = standing.failed(bus.now(), bus.settings());
            if (pause.isPresent()) {
                become(by, State.BACKOFF, line, null);
                LOG.warn("module {} failed and is restarted in {}: {}", name, pause.get(), line, unexpected(failure));
            } else {
                become(by, State.QUARANTINED, line, null);
                LOG.error(
                        new BusException(
                                        BusError.MODULE_FAILED,
                                        "Module " + name + " is quarantined after " + standing.failures()
                                                + " failures, the last one " + line + ".")
                                .line(),
                        unexpected(failure));
            }
            return pause;
        } finally {
            guard.unlock();
        }
    }

    /** The exception for the log, null when the operator needs no stack trace. */
    private static Throwable unexpected(Throwable failure) {
        return failure instanceof SkepException ? null : failure;
    }

    /** Threads of the module are left after its end. */
    void stuck(Worker by, List<Thread> threads) {
        StuckThreads left = new StuckThreads(name, threads);
        left.log();
        become(by, State.QUARANTINED, left.failure().line(), null);
    }

    /** @param by the worker on whose behalf, ignored if it is no longer in charge; null for the owner of the lifecycle lock */
    private void become(Worker by, State next, String error, String fromBundle) {
        guard.lock();
        try {
            if (by != null && !by.equals(worker)) {
                return;
            }
            standing.become(next, bus.now(), error, fromBundle);
            if (next != State.STOPPED) {
                mailbox.gate(next == State.RUNNING ? Gate.OPEN : Gate.WAITING);
            }
        } finally {
            guard.unlock();
        }
    }
}
