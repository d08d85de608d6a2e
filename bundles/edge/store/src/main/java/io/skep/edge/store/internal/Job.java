package io.skep.edge.store.internal;

import io.skep.beehive.api.SkepException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One piece of work and its outcome. */
final class Job<T> {

    private final String doing;
    private final Sql<T> work;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private T result;

    Job(String doing, Sql<T> work) {
        this.doing = doing;
        this.work = work;
    }

    String doing() {
        return doing;
    }

    void run(Connection connection) throws SQLException {
        result = work.run(connection);
    }

    /** To be called when the result is on the disk. */
    void succeed() {
        outcome.complete(result);
    }

    void fail(RuntimeException cause) {
        outcome.completeExceptionally(cause);
    }

    boolean failed() {
        return outcome.isCompletedExceptionally();
    }

    T await() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SkepException failure) {
                throw new SkepException(failure.code(), failure.getMessage(), failure);
            }
            throw new IllegalStateException("cannot " + doing, e.getCause());
        }
    }
}
