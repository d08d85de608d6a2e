package io.skep.itests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One recording of the wire between the Go peers (resources {@code wire/}, format in its INDEX.md). */
public record Recording(String name, List<Entry> entries) {

    private static final Path FOLDER = Path.of(System.getProperty("skep.root", ".."), "itests/src/test/resources/wire");
    private static final String SUFFIX = ".jsonl";

    /** One record of the file. */
    public record Entry(
            int line, long millis, String direction, String kind, int connection, boolean synthetic, JsonNode json) {

        public boolean fromEdge() {
            return direction.equals("edge->cloud");
        }

        public String raw() {
            return json.path("raw").asText();
        }

        /** Which of the cloud's ports: {@code ws} is the hub's, {@code tunnel} the stream's, {@code https} the certificates'. */
        public String port() {
            return json.path("port").asText();
        }

        /** The message of a {@code ws-text} record. */
        public Message message() {
            try {
                return MessageCodec.read(raw().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("record " + line + " is no message", e);
            }
        }
    }

    /** Reads {@code wire/NAME.jsonl}. */
    public static Recording read(String name) throws IOException {
        Path file = FOLDER.resolve(name + SUFFIX);
        List<Entry> entries = new ArrayList<>();
        int line = 0;
        for (String text : Files.readAllLines(file)) {
            line++;
            JsonNode json = Json.parse(text);
            if (!json.path("kind").asText().equals("mark")) {
                entries.add(new Entry(
                        line,
                        json.path("t_ms").asLong(),
                        json.path("dir").asText(),
                        json.path("kind").asText(),
                        json.path("conn").asInt(),
                        json.has("client"),
                        json));
            }
        }
        return new Recording(name, entries);
    }

    /** The text messages of the hub's port, both directions, in order. */
    public List<Entry> messages() {
        return entries.stream()
                .filter(entry -> entry.kind().equals("ws-text") && entry.port().equals("ws"))
                .toList();
    }

    /** The names of all recordings but those of MQTT, in order. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX) && !name.endsWith(".mqtt" + SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }
}
