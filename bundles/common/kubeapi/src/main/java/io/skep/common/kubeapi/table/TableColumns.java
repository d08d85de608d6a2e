package io.skep.common.kubeapi.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** The columns of one kind. Thread-safe. */
@ProviderType
public interface TableColumns {

    /** {@code columnDefinitions}: a fresh array. */
    ArrayNode definitions();

    /** The cells of one object, one for each definition. */
    ArrayNode cells(ObjectNode object, Instant now);

    /** The conditions of the object's row; mostly empty. */
    ArrayNode conditions(ObjectNode object);
}
