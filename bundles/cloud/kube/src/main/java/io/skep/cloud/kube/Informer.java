package io.skep.cloud.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A watched, cached list. Its contents may be read from any thread; the trees are shared: do not change them. */
@ProviderType
public interface Informer extends AutoCloseable {

    boolean isSynced();

    /** Waits for the first complete list. */
    void awaitSync() throws InterruptedException;

    List<ObjectNode> list();

    /**
     * Finds one object in the cache.
     *
     * @param namespace empty for cluster-scoped kinds
     */
    Optional<ObjectNode> find(String namespace, String name);

    /** Ends the watch; no handler call runs or comes after it returned. */
    @Override
    void close();
}
