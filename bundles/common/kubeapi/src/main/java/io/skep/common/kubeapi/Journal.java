package io.skep.common.kubeapi;

import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes the writes of a store durable. Every call comes from one platform thread of the store. */
@ConsumerType
public interface Journal extends AutoCloseable {

    /**
     * Hands out every object that is kept.
     *
     * @return the highest revision that was ever committed
     */
    long load(Consumer<StoredObject> objects) throws Exception;

    /** Commits the changes all together, in order; durable when it returns. An exception means that none is. */
    void commit(List<Change> changes) throws Exception;

    @Override
    void close();
}
