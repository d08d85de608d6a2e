package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.skep.common.kubeapi.table.TableColumns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of custom resources. */
public final class CustomColumns {

    private static final int MAX_COLUMNS = 100;

    private CustomColumns() {}

    public static TableColumns of(JsonNode printerColumns) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.NAME);
        for (JsonNode column : printerColumns) {
            if (columns.size() < MAX_COLUMNS) {
                columns.add(column(column));
            }
        }
        if (printerColumns.isEmpty()) {
            columns.add(Column.AGE);
        }
        return new Column.Set(columns);
    }

    private static Column column(JsonNode column) {
        String type = column.path("type").asText("string");
        JsonPath path = JsonPath.of(column.path("jsonPath").asText(""));
        return new Column(
                column.path("name").asText(),
                type,
                column.path("format").asText(""),
                column.path("description").asText(""),
                column.path("priority").asInt(),
                (object, now) -> cell(type, path.find(object), now));
    }

    private static JsonNode cell(String type, List<JsonNode> found, Instant now) {
        if (found.isEmpty()) {
            return NullNode.instance;
        }
        if (type.equals("string")) {
            return TextNode.valueOf(found.stream().map(JsonPath::text).collect(Collectors.joining(" ")));
        }
        JsonNode value = found.getFirst();
        return switch (type) {
            case "integer" -> value.isNumber() ? LongNode.valueOf(value.asLong()) : NullNode.instance;
            case "number" -> value.isNumber() ? DecimalNode.valueOf(value.decimalValue()) : NullNode.instance;
            case "boolean" -> value.isBoolean() ? value : NullNode.instance;
            case "date" -> value.isTextual() ? date(value, now) : NullNode.instance;
            default -> NullNode.instance;
        };
    }

    private static JsonNode date(JsonNode value, Instant now) {
        return TextNode.valueOf(
                Ages.parse(value).map(then -> Ages.since(then, now)).orElse("<invalid>"));
    }
}
