package io.skep.common.kubeapi;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The writes to one resource from a revision on, in order; used by one thread, closed by any. */
@ProviderType
public interface Changes extends AutoCloseable {

    /**
     * Takes what has happened since the last call; waits when nothing has.
     *
     * @return empty after the timeout or after {@link #close}
     * @throws StoreException {@link StoreException.Problem#EXPIRED} when the history no longer reaches back to the last call
     */
    List<Change> poll(Duration timeout) throws InterruptedException;

    /** Everything up to this revision was handed out. */
    long revision();

    /** Ends a waiting {@link #poll}. */
    @Override
    void close();
}
