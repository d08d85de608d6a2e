package io.skep.common.kubeapi.internal.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Field numbers and types of Kubernetes' protobuf messages, read from the bundle. Immutable. */
final class MessageTable {

    /** How often a field occurs, or that its members stand in the message around it. */
    enum Cardinality {
        ONE,
        LIST,
        MAP,
        INLINE
    }

    /**
     * A field.
     *
     * @param type {@code string}, {@code bytes}, {@code int}, {@code bool}, {@code double} or the name of a message
     */
    record Field(String name, Cardinality cardinality, String type) {}

    private final Map<String, Map<Integer, Field>> messages = new HashMap<>();

    private MessageTable() {}

    static MessageTable load() {
        MessageTable table = new MessageTable();
        try (InputStream in = MessageTable.class.getResourceAsStream("messages.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<Integer, Field> fields = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(" ")) {
                    String[] words = line.strip().split(" ");
                    fields.put(
                            Integer.valueOf(words[0]),
                            new Field(
                                    words[1],
                                    Cardinality.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
                                    words[3]));
                } else if (!line.startsWith("#")) {
                    fields = new HashMap<>();
                    table.messages.put(line, fields);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("messages.txt is missing in the bundle", e);
        }
        return table;
    }

    boolean has(String message) {
        return messages.containsKey(message);
    }

    Optional<Field> find(String message, int number) {
        return Optional.ofNullable(messages.getOrDefault(message, Map.of()).get(number));
    }
}
