package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.table.TableColumns;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns of events of both groups; the newer one names the same things differently. */
final class EventColumns {

    static final TableColumns COLUMNS = Column.Set.of(
            Column.timed("Last Seen", "When it happened last.", EventColumns::lastSeen),
            Column.text(
                    "Type", "Normal or Warning.", event -> event.path("type").asText("")),
            Column.text(
                    "Reason",
                    "What happened, in one word.",
                    event -> event.path("reason").asText("")),
            Column.text("Object", "What it happened to.", EventColumns::subject),
            Column.text(
                            "Subobject",
                            "The part of it.",
                            event -> involved(event).path("fieldPath").asText(""))
                    .wide(),
            Column.text("Source", "Who says so.", EventColumns::source).wide(),
            Column.text(
                    "Message",
                    "What happened.",
                    event -> first(event, "message", "note").asText("").strip()),
            Column.timed("First Seen", "When it happened first.", EventColumns::firstSeen)
                    .wide(),
            Column.count("Count", "How often it happened.", EventColumns::count).wide(),
            new Column("Name", "string", "name", "Name of the event.", 1, Column.NAME.cell()));

    private EventColumns() {}

    private static JsonNode first(JsonNode object, String... fields) {
        return Stream.of(fields)
                .map(object::path)
                .filter(value -> !value.isMissingNode() && !value.isNull())
                .findFirst()
                .orElse(object.path(fields[0]));
    }

    private static JsonNode involved(JsonNode event) {
        return first(event, "involvedObject", "regarding");
    }

    private static String subject(ObjectNode event) {
        JsonNode object = involved(event);
        String kind = object.path("kind").asText("").toLowerCase(Locale.ROOT);
        String name = object.path("name").asText("");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        JsonNode source = first(event, "source", "deprecatedSource");
        String component = source.path("component")
                .asText(first(event, "reportingComponent", "reportingController")
                        .asText(""));
        String place =
                source.path("host").asText(event.path("reportingInstance").asText(""));
        return Stream.of(component, place).filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
    }

    private static String firstSeen(ObjectNode event, Instant now) {
        return Ages.since(first(event, "firstTimestamp", "deprecatedFirstTimestamp", "eventTime"), now);
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        JsonNode series = event.path("series");
        if (series.isObject()) {
            return Ages.since(series.path("lastObservedTime"), now);
        }
        return Ages.since(first(event, "lastTimestamp", "deprecatedLastTimestamp", "eventTime", "firstTimestamp"), now);
    }

    private static int count(ObjectNode event) {
        JsonNode series = event.path("series");
        int count = series.isObject()
                ? series.path("count").asInt()
                : first(event, "count", "deprecatedCount").asInt();
        return Math.max(count, 1);
    }
}
