package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Module;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The virtual thread that runs one module instance, again after each failure. Its {@link Slot} is told of every change; only another thread
 * stops it.
 */
final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Slot slot;
    private final Module module;
    private final BusSettings settings;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile ModuleRun current;
    private volatile List<Thread> survivors = List.of();

    Worker(Slot slot, Module module, BusSettings settings) {
        this.slot = slot;
        this.module = module;
        this.settings = settings;
        this.thread = Thread.ofVirtual()
                .name(slot.name())
                .inheritInheritableThreadLocals(false)
                .unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    private void work() {
        MDC.put(ModuleRun.MDC_MODULE, slot.name());
        try {
            Optional<Duration> pause = Optional.of(Duration.ZERO);
            while (pause.isPresent() && !stop.await(pause.get().toNanos(), TimeUnit.NANOSECONDS)) {
                pause = runOnce();
            }
        } catch (InterruptedException e) {
            LOG.debug("module {} was interrupted between two runs", slot.name());
        } finally {
            ended.countDown();
        }
    }

    /** Runs the module once. Returns the pause before the next run, empty if there is none. */
    private Optional<Duration> runOnce() {
        ModuleRun run = slot.newRun(this::onForkFailure);
        current = run;
        if (isStopping() || !slot.runs(this, run)) {
            return Optional.empty();
        }
        Throwable failure = execute(run);
        run.requestStop();
        survivors = run.joinForks(settings.abandonAfter());
        if (failure != null && !(failure instanceof InterruptedException)) {
            run.tellFailure();
        }
        Thread.interrupted();
        slot.takeBack(run);
        if (isStopping()) {
            if (failure != null && !(failure instanceof InterruptedException)) {
                LOG.warn("module {} failed while it was stopped: {}", slot.name(), Failure.line(failure));
            }
            return Optional.empty();
        }
        if (!survivors.isEmpty()) {
            slot.stuck(this, survivors);
            return Optional.empty();
        }
        return failure == null ? slot.finished(this) : slot.failed(this, failure);
    }

    private Throwable execute(ModuleRun run) {
        Throwable failure = null;
        run.begin();
        try {
            module.run(run);
            run.finishInHand();
            if (!run.isStopping()) {
                run.awaitForks();
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            run.returned();
        }
        return run.forkFailure() != null ? run.forkFailure() : failure;
    }

    private void onForkFailure() {
        ModuleRun run = current;
        run.requestStop();
        Thread.startVirtualThread(() -> pressToReturn(run));
    }

    /** A run whose fork failed has to come back as one that is stopped. */
    private void pressToReturn(ModuleRun run) {
        if (run.awaitReturn(settings.interruptAfter())) {
            return;
        }
        thread.interrupt();
        if (!run.awaitReturn(settings.abandonAfter().minus(settings.interruptAfter()))) {
            stop.countDown();
            slot.takeBack(run);
            slot.stuck(this, List.of(thread));
        }
    }

    boolean isStopping() {
        return stop.getCount() == 0;
    }

    /**
     * Stops the module: tells it, interrupts it if that did not help, gives it up in the end.
     *
     * @return the threads that are still running, empty if all came back
     */
    List<Thread> stop() {
        stop.countDown();
        ModuleRun run = current;
        if (run != null) {
            run.requestStop();
        }
        Thread caller = Thread.currentThread();
        if (caller.equals(thread) || run != null && run.owns(caller)) {
            LOG.warn("module {} stops itself: nobody waits for its end", slot.name());
            return List.of();
        }
        if (!awaitEnd(settings.interruptAfter())) {
            LOG.warn("module {} did not stop in {}: it is interrupted", slot.name(), settings.interruptAfter());
            thread.interrupt();
            if (!awaitEnd(settings.abandonAfter().minus(settings.interruptAfter()))) {
                slot.takeBack(current);
                return List.of(thread);
            }
        }
        return survivors;
    }

    private boolean awaitEnd(Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return ended.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
