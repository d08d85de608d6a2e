package io.skep.itests.wire.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;

/** What two frames of the same kind have in common: all members and their types; values only where they say what the frame is. */
final class Shape {

    private static final Set<String> VALUES = Set.of("source", "group", "operation", "resource");

    private Shape() {}

    /** Shape of a frame as it goes over the wire. */
    static String of(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(message, out);
        return of("", Json.parse(out.toByteArray()));
    }

    /** Shape of a recorded frame. */
    static String of(String raw) throws IOException {
        return of("", Json.parse(raw));
    }

    private static String of(String name, JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, String> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), of(member.getKey(), member.getValue())));
            return members.toString();
        }
        if (node.isArray()) {
            StringBuilder items = new StringBuilder("[");
            node.forEach(item -> items.append(of("", item)).append(' '));
            return items.append(']').toString();
        }
        if (VALUES.contains(name)
                || name.equals("content")
                        && node.isTextual()
                        && node.textValue().length() <= 4) {
            return node.toString();
        }
        return node.getNodeType().toString();
    }
}
