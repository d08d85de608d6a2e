package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.containers.Engine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What {@code up} does about containers: it starts the private containerd beside the cloud, or says in one line why it does not. */
final class Containers {

    private final Engine engine;
    private final Optional<String> obstacle;
    private final boolean wanted;
    private CompletableFuture<String> start = CompletableFuture.completedFuture("");
    private boolean startedHere;
    private volatile long nanos;

    /**
     * Looks at this machine.
     *
     * @param wanted false if the user wants none
     */
    Containers(Layout layout, boolean wanted) {
        this.engine = layout.engine();
        this.wanted = wanted;
        this.obstacle = wanted ? Engine.obstacle() : Optional.empty();
    }

    /** The engine that the edges are to use; empty if there is none for them. */
    Optional<Engine> engine() {
        return wanted && obstacle.isEmpty() ? Optional.of(engine) : Optional.empty();
    }

    /** Begins to start it; returns at once. */
    void begin() {
        if (engine().isPresent()) {
            startedHere = engine.find().isEmpty();
            long begin = System.nanoTime();
            start = CompletableFuture.supplyAsync(() -> {
                try {
                    return engine.start();
                } finally {
                    nanos = System.nanoTime() - begin;
                }
            });
        }
    }

    /** Whether there is something to say about it. */
    boolean isTold() {
        return wanted;
    }

    /** Waits until it serves and says so, or why only pods of bundles will run. */
    String await() {
        if (obstacle.isPresent()) {
            return "only OSGi pods will run: " + obstacle.get();
        }
        try {
            return start.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LauncherException known) {
                return "only OSGi pods will run: " + known.line();
            }
            throw e;
        }
    }

    /** How long it took, beside other things. */
    long nanos() {
        return nanos;
    }

    /** Takes it back when the rest of {@code up} failed, unless it ran before. */
    void undo() {
        if (startedHere) {
            await();
            engine.remove();
        }
    }
}
