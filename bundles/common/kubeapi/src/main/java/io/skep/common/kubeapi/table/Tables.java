package io.skep.common.kubeapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Lists as {@code meta.k8s.io/v1 Table}. */
public final class Tables {

    private Tables() {}

    /** The columns of a built-in kind; name and age for kinds without their own. */
    public static TableColumns builtin(String group, String kind) {
        throw new UnsupportedOperationException(group + kind);
    }

    /** The columns of a custom resource: its name and {@code additionalPrinterColumns}, or the age when it has none. */
    public static TableColumns custom(JsonNode additionalPrinterColumns) {
        throw new UnsupportedOperationException(String.valueOf(additionalPrinterColumns));
    }

    /** What a row carries of its object: the {@code includeObject} of a request. */
    public enum Include {
        NONE,
        METADATA,
        OBJECT
    }

    /**
     * Makes the table.
     *
     * @param listMetadata the {@code metadata} of the list or, for a single object, of the object; only the members of ListMeta are taken
     * @param withColumns false for the later events of a watch, which carry no column definitions
     */
    public static ObjectNode table(
            TableColumns columns,
            List<ObjectNode> objects,
            JsonNode listMetadata,
            Include include,
            boolean withColumns,
            Instant now) {
        throw new UnsupportedOperationException("" + columns + objects + listMetadata + include + withColumns + now);
    }
}
