package io.skep.common.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The shape of one kind at one version. Thread-safe. {@code apiVersion}, {@code kind} and {@code metadata} are known to every schema; the metadata
 * of the object itself and of embedded resources is checked against ObjectMeta.
 */
@ProviderType
public interface Schema {

    /** At most this many faults are reported. */
    int MAX_ERRORS = 100;

    /** All faults of the object, in document order, unknown fields included; it is not changed. */
    List<FieldError> check(ObjectNode object);

    /** Removes the fields that the schema does not know, unless it preserves them. */
    void prune(ObjectNode object);

    /** Sets the defaults of absent fields. Built-in kinds get Kubernetes' own (restartPolicy, protocol, ...). */
    void applyDefaults(ObjectNode object);
}
