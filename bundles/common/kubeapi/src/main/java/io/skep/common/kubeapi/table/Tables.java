package io.skep.common.kubeapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.table.BuiltinColumns;
import io.skep.common.kubeapi.internal.table.CustomColumns;
import io.skep.common.model.Json;
import java.time.Instant;
import java.util.List;

/** Lists as {@code meta.k8s.io/v1 Table}. */
public final class Tables {

    private static final List<String> LIST_META =
            List.of("resourceVersion", "continue", "remainingItemCount", "selfLink");

    private Tables() {}

    /** The columns of a built-in kind; name and age for kinds without their own. */
    public static TableColumns builtin(String group, String kind) {
        return BuiltinColumns.of(group, kind);
    }

    /** The columns of a custom resource: its name and {@code additionalPrinterColumns}, or the age when it has none. */
    public static TableColumns custom(JsonNode additionalPrinterColumns) {
        return CustomColumns.of(additionalPrinterColumns);
    }

    /** What a row carries of its object: the {@code includeObject} of a request. */
    public enum Include {
        NONE,
        METADATA,
        OBJECT
    }

    /**
     * Makes the table. The trees of the objects become part of it.
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
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        ObjectNode metadata = table.putObject("metadata");
        LIST_META.stream()
                .filter(listMetadata::hasNonNull)
                .forEach(field -> metadata.set(field, listMetadata.get(field)));
        if (withColumns) {
            table.set("columnDefinitions", columns.definitions());
        } else {
            table.putNull("columnDefinitions");
        }
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> row(rows.addObject(), columns, object, include, now));
        return table;
    }

    private static void row(ObjectNode row, TableColumns columns, ObjectNode object, Include include, Instant now) {
        row.set("cells", columns.cells(object, now));
        ArrayNode conditions = columns.conditions(object);
        if (!conditions.isEmpty()) {
            row.set("conditions", conditions);
        }
        switch (include) {
            case OBJECT -> row.set("object", object);
            case METADATA ->
                row.putObject("object")
                        .put("kind", "PartialObjectMetadata")
                        .put("apiVersion", "meta.k8s.io/v1")
                        .set("metadata", object.path("metadata"));
            case NONE -> row.putNull("object");
        }
    }
}
