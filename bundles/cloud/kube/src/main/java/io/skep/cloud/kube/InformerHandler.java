package io.skep.cloud.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.osgi.annotation.versioning.ConsumerType;

/** What happens to the objects of an informer. The trees are shared: do not change them. */
@ConsumerType
public interface InformerHandler {

    void added(ObjectNode object) throws Exception;

    void updated(ObjectNode before, ObjectNode after) throws Exception;

    /** The last state that is known; after an outage it may be older than the deletion. */
    void deleted(ObjectNode object) throws Exception;

    /** The first list is complete: {@link #added} was called for all of it. Once. */
    default void synced() throws Exception {}
}
