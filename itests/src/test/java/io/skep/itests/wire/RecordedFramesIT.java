package io.skep.itests.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every frame of the hub's port that the Go peers and the recording's scripts wrote is read, and written again equal as a JSON value. */
class RecordedFramesIT {

    /** No link to the hub is in these. */
    private static final Set<String> OTHER_PORTS = Set.of("09f-https-errors");

    /** Not a JSON object with members in lower case, on purpose: record 115 of 09c is no JSON at all. */
    private static final Set<String> ODD = Set.of("{}", "hello");

    static List<String> recordings() throws IOException {
        return Recording.names();
    }

    @Test
    void knowsAllRecordings() throws IOException {
        assertThat(Recording.names()).hasSize(21 - 2).contains("01-bootstrap", "10b-kubectl-stream");
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void readsAndWritesEqualJson(String name) throws IOException {
        Recording recording = Recording.read(name);
        assertThat(recording.messages().isEmpty()).isEqualTo(OTHER_PORTS.contains(name));
        for (Recording.Entry entry : recording.messages()) {
            if (!ODD.contains(entry.raw())) {
                verify(name, entry);
            }
        }
    }

    /** The note of a record says in words what its frame is; the parsed message must say the same. */
    private static void verify(String name, Recording.Entry entry) throws IOException {
        Message message = entry.message();
        assertThat(entry.json().path("note").asText())
                .as("%s record %d", name, entry.line())
                .satisfiesAnyOf(
                        note -> assertThat(note).startsWith(note(message)),
                        note -> assertThat(note).contains("KeyError('header')"));
        JsonNode before = lowerCase(Json.parse(entry.raw()));
        assertThat(Json.parse(written(message)))
                .as("%s record %d", name, entry.line())
                .isEqualTo(before);
    }

    private static String note(Message message) {
        return message.source() + "/" + message.group() + " " + message.operation() + " " + message.resource();
    }

    private static String written(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(message, out);
        String written = out.toString(StandardCharsets.UTF_8);
        assertThat(written).endsWith("}\n");
        return written;
    }

    /** The members that a message has, named as they are written; one script wrote them in other cases, and one more. */
    private static JsonNode lowerCase(JsonNode raw) {
        if (raw.has("header")) {
            return raw.path("route").path("resource").asText("-").isEmpty() ? withoutResource(raw) : raw;
        }
        ObjectNode lower = Json.object();
        raw.properties().forEach(part -> {
            String name = part.getKey().toLowerCase(Locale.ROOT);
            if (part.getValue().isObject()) {
                ObjectNode members = lower.putObject(name);
                part.getValue()
                        .properties()
                        .forEach(member -> members.set(member.getKey().toLowerCase(Locale.ROOT), member.getValue()));
            } else if (name.equals("content")) {
                lower.set(name, part.getValue());
            }
        });
        return lower;
    }

    /** A script wrote an empty resource; the Go peers and we leave it out. */
    private static JsonNode withoutResource(JsonNode raw) {
        ObjectNode copy = raw.deepCopy();
        ((ObjectNode) copy.path("route")).remove("resource");
        return copy;
    }

    @Test
    void readsTheOddFramesAsAGoCloudDoes() throws IOException {
        Message empty = MessageCodec.read("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(note(empty)).isEqualTo("/  ");
        assertThatThrownBy(() -> MessageCodec.read("hello".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void c05AFrameWithoutAnythingIsAMessage() throws IOException {
        Recording.Entry last = Recording.read("02-node-steady-state").messages().getLast();

        Message message = last.message();

        assertThat(message.id()).isEmpty();
        assertThat(message.timestamp()).isZero();
        assertThat(written(message)).isEqualTo(last.raw());
    }
}
