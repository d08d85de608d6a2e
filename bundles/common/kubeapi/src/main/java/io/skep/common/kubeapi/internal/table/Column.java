package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.skep.common.kubeapi.table.TableColumns;
import io.skep.common.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * One column.
 *
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param priority 0 is always shown, 1 only with {@code -o wide}
 */
record Column(String name, String type, String format, String description, int priority, Cell cell) {

    /** What stands in a cell. */
    interface Cell {
        JsonNode of(ObjectNode object, Instant now);
    }

    static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name of the object, unique among its kind and namespace.",
            0,
            (object, now) ->
                    TextNode.valueOf(object.path("metadata").path("name").asText()));

    static final Column AGE = timed(
            "Age",
            "Time since the object was created.",
            (object, now) -> Ages.since(object.path("metadata").path("creationTimestamp"), now));

    /** A text that depends on the time. */
    interface TimedText {
        String of(ObjectNode object, Instant now);
    }

    static Column timed(String name, String description, TimedText text) {
        return new Column(name, "string", "", description, 0, (object, now) -> TextNode.valueOf(text.of(object, now)));
    }

    static Column text(String name, String description, Function<ObjectNode, String> text) {
        return timed(name, description, (object, now) -> text.apply(object));
    }

    static Column count(String name, String description, Function<ObjectNode, Integer> count) {
        return new Column(name, "integer", "", description, 0, (object, now) -> IntNode.valueOf(count.apply(object)));
    }

    /** The same column, shown only with {@code -o wide}. */
    Column wide() {
        return new Column(name, type, format, description, 1, cell);
    }

    private void define(ArrayNode definitions) {
        definitions
                .addObject()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }

    /** Columns without conditions. */
    record Set(List<Column> columns) implements TableColumns {

        Set {
            columns = List.copyOf(columns);
        }

        static Set of(Column... columns) {
            return new Set(List.of(columns));
        }

        @Override
        public ArrayNode definitions() {
            ArrayNode definitions = Json.MAPPER.createArrayNode();
            columns.forEach(column -> column.define(definitions));
            return definitions;
        }

        @Override
        public ArrayNode cells(ObjectNode object, Instant now) {
            ArrayNode cells = Json.MAPPER.createArrayNode();
            columns.forEach(column -> cells.add(column.cell().of(object, now)));
            return cells;
        }

        @Override
        public ArrayNode conditions(ObjectNode object) {
            return Json.MAPPER.createArrayNode();
        }
    }
}
