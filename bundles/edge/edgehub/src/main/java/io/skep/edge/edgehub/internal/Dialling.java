package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One dial on a thread of its own. */
final class Dialling {

    /** The dial itself; an interrupt ends it. */
    interface Dial {
        Link open() throws InterruptedException;
    }

    private static final Duration END = Duration.ofSeconds(1);

    private final CompletableFuture<Optional<Link>> outcome = new CompletableFuture<>();
    private final Thread thread;
    private final long begun = System.nanoTime();

    private Dialling(ModuleContext context, Dial dial, Queue<Dialling> ended) {
        this.thread = context.fork("dial", () -> run(dial, ended));
    }

    /** @param ended where it is put when it has come to an end */
    static Dialling start(ModuleContext context, Dial dial, Queue<Dialling> ended) {
        return new Dialling(context, dial, ended);
    }

    private void run(Dial dial, Queue<Dialling> ended) {
        try {
            outcome.complete(Optional.of(dial.open()));
        } catch (InterruptedException e) {
            outcome.complete(Optional.empty());
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        } finally {
            ended.add(this);
        }
    }

    /** How long it has been under way. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /**
     * Waits for the end; empty when the dial was given up.
     *
     * @throws SkepException why there is no link
     */
    Optional<Link> outcome() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SkepException failure) {
                throw failure;
            }
            throw new IllegalStateException("cannot dial", e.getCause());
        }
    }

    /** Gives it up, and waits until it has ended. */
    void giveUp() throws InterruptedException {
        thread.interrupt();
        thread.join(END);
    }
}
