package io.skep.beehive.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.skep.beehive.api.SkepException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One line from the client. */
sealed interface Request {

    /** Longest line, the newline included. */
    int LONGEST = 65_536;

    JsonFactory JSON = new JsonFactory();

    /**
     * A command line to carry out.
     *
     * @param columns width of the terminal, 0 for no limit
     * @param interactive whether a person types
     * @param colors whether the output may hold colours and be drawn anew in place
     */
    record Run(String command, int columns, boolean interactive, boolean colors) implements Request {}

    /**
     * A question how a line can go on.
     *
     * @param text the line up to the cursor
     */
    record Complete(String text) implements Request {}

    /** The wish that the command under way ends. Has no answer of its own. */
    record Interrupt() implements Request {}

    /** The terminal's new width while a command is under way. Has no answer. */
    record Resize(int columns) implements Request {}

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
        Map<String, Object> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("it is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                switch (parser.nextToken()) {
                    case VALUE_STRING -> members.put(name, parser.getText());
                    case VALUE_NUMBER_INT -> members.put(name, parser.getIntValue());
                    case VALUE_TRUE -> members.put(name, true);
                    default -> {
                        members.remove(name);
                        parser.skipChildren();
                    }
                }
            }
        } catch (IOException e) {
            throw bad("it is no JSON object");
        }
        return of(members);
    }

    private static Request of(Map<String, Object> members) {
        int columns = members.get("columns") instanceof Integer number ? Math.clamp(number, 0, 10_000) : 0;
        if (members.get("command") instanceof String command) {
            return new Run(command, columns, members.containsKey("interactive"), members.containsKey("colors"));
        }
        if (members.get("complete") instanceof String text) {
            int cursor = members.get("cursor") instanceof Integer number ? number : text.length();
            return new Complete(text.substring(0, Math.clamp(cursor, 0, text.length())));
        }
        if (members.containsKey("interrupt")) {
            return new Interrupt();
        }
        if (members.containsKey("columns")) {
            return new Resize(columns);
        }
        throw bad("it has no member command");
    }

    private static SkepException bad(String why) {
        return new SkepException(ShellError.REQUEST, "The request was not understood: " + why + ".");
    }
}
