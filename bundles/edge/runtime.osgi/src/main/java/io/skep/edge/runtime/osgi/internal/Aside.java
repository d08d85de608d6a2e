package io.skep.edge.runtime.osgi.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls of Felix that wait for its locks, made by a thread of their own so that the caller can be told to end. Felix waits as long as bundles are refreshed,
 * which may wait for the caller to end, and it forgets that it was interrupted.
 */
final class Aside {

    private Aside() {}

    /**
     * Waits for the result; the work's exceptions are passed on.
     *
     * @param unwanted takes a result that comes after the caller was interrupted
     */
    static <T> T get(String name, Supplier<T> work, Consumer<T> unwanted) throws InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.thenAcceptAsync(
                    unwanted, command -> Thread.ofVirtual().name(name).start(command));
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    static void run(String name, Runnable work) throws InterruptedException {
        get(
                name,
                () -> {
                    work.run();
                    return true;
                },
                done -> {});
    }
}
