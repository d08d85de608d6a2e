package io.skep.edge.runtime.osgi.internal;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.osgi.internal.PodSettings.Exit;
import io.skep.edge.runtime.osgi.internal.PodSettings.Memory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container: a bundle and where it is in its life. Thread-safe; nothing blocks but {@link #awaitSettled}. */
final class BundleContainer {

    private static final Logger LOG = LoggerFactory.getLogger(BundleContainer.class);

    private final PodLocation location;
    private final Memory memory;
    private final Bundle bundle;
    private final Optional<PodLog> log;
    private final CountDownLatch settled = new CountDownLatch(1);
    private Phase phase;
    private boolean begun;
    private boolean stopping;
    private String message = "";
    private Optional<Exit> exit;

    BundleContainer(PodLocation location, Memory memory, Bundle bundle, Optional<PodLog> log) {
        this.location = location;
        this.memory = memory;
        this.bundle = bundle;
        this.log = log;
        this.exit = memory.exit();
        this.phase = exit.isPresent() ? Phase.EXITED : Phase.STARTING;
    }

    PodLocation location() {
        return location;
    }

    Memory memory() {
        return memory;
    }

    Bundle bundle() {
        return bundle;
    }

    Optional<PodLog> log() {
        return log;
    }

    synchronized Phase phase() {
        return phase;
    }

    synchronized void stopping() {
        stopping = true;
    }

    /** True when its bundle can tell by its state how the container is: it was started, and nobody is stopping it. */
    synchronized boolean tells() {
        return begun && !stopping && phase != Phase.EXITED;
    }

    synchronized void begin() {
        begun = true;
    }

    /** Returns true when this is new. */
    synchronized boolean running() {
        if (phase != Phase.STARTING) {
            return false;
        }
        phase = Phase.RUNNING;
        message = "";
        return true;
    }

    synchronized boolean waiting(String why) {
        if (phase == Phase.EXITED || phase == Phase.STARTING && why.equals(message)) {
            return false;
        }
        phase = Phase.STARTING;
        message = why;
        return true;
    }

    /** Only the first end counts. */
    synchronized boolean exited(Exit how) {
        if (phase == Phase.EXITED) {
            return false;
        }
        phase = Phase.EXITED;
        exit = Optional.of(how);
        return true;
    }

    /** All that its end brings with it is done. */
    void settled() {
        settled.countDown();
    }

    /** Waits until what its end brings with it is done, so that its bundle and settings may go; not for one that has not ended here. */
    void awaitSettled(Duration limit) throws InterruptedException {
        boolean endedHere;
        synchronized (this) {
            endedHere = phase == Phase.EXITED && memory.exit().isEmpty();
        }
        if (endedHere && !settled.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("container {} has ended, but its bundle does not stop", location);
        }
    }

    synchronized ContainerState state() {
        return new ContainerState(
                location.container(),
                "osgi://" + location.uid() + "/" + location.container() + "/" + memory.attempt(),
                memory.image(),
                memory.imageId(),
                memory.attempt(),
                phase,
                memory.startedAt(),
                exit.map(Exit::at).orElse(java.time.Instant.EPOCH),
                exit.map(Exit::code).orElse(0),
                exit.map(Exit::reason).orElse(phase == Phase.STARTING ? "ContainerCreating" : ""),
                exit.map(Exit::message).orElse(message),
                0);
    }
}
