package io.skep.beehive.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.skep.beehive.api.SkepException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One line from the client.
 *
 * @param columns width of the terminal, 0 for no limit
 */
record Request(String command, int columns, boolean interactive) {

    /** Longest line, the newline included. */
    static final int LONGEST = 65_536;

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads the next request; empty at the end of the stream.
     *
     * @throws SkepException {@code REQUEST} for a line that is too long or no such JSON object
     */
    static Optional<Request> read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            if (line.size() >= LONGEST - 1) {
                throw bad("it is longer than " + LONGEST + " bytes");
            }
            line.write(next);
        }
        return Optional.of(parse(line.toByteArray()));
    }

    static Request parse(byte[] line) {
        String command = null;
        int columns = 0;
        boolean interactive = false;
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("it is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "command" -> command = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    case "columns" -> columns = value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
                    case "interactive" -> interactive = value == JsonToken.VALUE_TRUE;
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw bad("it is no JSON object");
        }
        if (command == null) {
            throw bad("it has no member command");
        }
        return new Request(command, Math.clamp(columns, 0, 10_000), interactive);
    }

    private static SkepException bad(String why) {
        return new SkepException(ShellError.REQUEST, "The request was not understood: " + why + ".");
    }
}
