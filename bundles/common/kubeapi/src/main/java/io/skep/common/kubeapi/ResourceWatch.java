package io.skep.common.kubeapi;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A watch on one resource; used by one thread, closed by any. */
@ProviderType
public interface ResourceWatch extends AutoCloseable {

    /**
     * Takes what has happened since the last call; waits when nothing has.
     *
     * @return empty after the timeout, after {@link #close}, or when nothing of what happened was selected
     * @throws ApiException 410 when the watcher is too far behind
     */
    List<WatchEvent> poll(Duration timeout) throws InterruptedException;

    /** Everything up to this revision was handed out. */
    long revision();

    @Override
    void close();
}
