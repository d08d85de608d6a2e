package io.skep.common.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Locale;

/**
 * The wire form of a message (docs/protocol/link.md): a JSON object with {@code header}, {@code route} and {@code content}, then a newline.
 * Reading matches member names in any letter case, ignores unknown members, and takes an absent member as its zero value, as Go does. Writing
 * never writes {@code sync}, but for a {@link RoutedMessage}.
 */
public final class MessageCodec {

    /** A tree takes some 60 bytes for each token: what a peer may make of 32 MiB is bounded by this. */
    private static final int MAX_TOKENS = 1_000_000;

    private static final JsonFactory READER = Json.factory(MAX_TOKENS);
    private static final SerializedString NEWLINE = new SerializedString("\n");

    private MessageCodec() {}

    /** Writes the message and a newline; the stream is left open. */
    public static void write(Message message, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            write(message, json);
            json.writeRaw(NEWLINE);
        }
    }

    private static void write(Message message, JsonGenerator json) throws IOException {
        write(message, false, "", "", json);
    }

    /** As {@link #write(Message, OutputStream)}, with all that a remote module is told besides. */
    public static void write(RoutedMessage routed, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            Message message = routed.message();
            write(message, message.sync(), routed.type(), routed.destination(), json);
            json.writeRaw(NEWLINE);
        }
    }

    private static void write(Message message, boolean sync, String type, String destination, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("header");
        json.writeStringField("msg_id", message.id());
        optional(json, "parent_msg_id", message.parentId());
        json.writeNumberField("timestamp", message.timestamp());
        optional(json, "resourceversion", message.resourceVersion());
        if (sync) {
            json.writeBooleanField("sync", true);
        }
        optional(json, "type", type);
        json.writeEndObject();
        json.writeObjectFieldStart("route");
        optional(json, "source", message.source());
        optional(json, "destination", destination);
        optional(json, "group", message.group());
        optional(json, "operation", message.operation());
        optional(json, "resource", message.resource());
        json.writeEndObject();
        json.writeFieldName("content");
        switch (message.content()) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case byte[] bytes -> json.writeString(Base64.getEncoder().encodeToString(bytes));
            case RawJson raw -> json.writeRawValue(raw.written());
            case JsonNode node -> Json.MAPPER.writeTree(json, node);
            case CharSequence ofAnotherLoader -> json.writeRawValue(ofAnotherLoader.toString());
            case Object value -> Json.MAPPER.writeValue(json, value);
        }
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    /**
     * Reads the first JSON value of the stream as a message. String contents arrive as {@link String}, objects and lists as
     * {@link RawJson} or, from a stream, as trees.
     *
     * @throws IOException when it is no JSON object, is beyond the bounds of {@link Json}, or has a member of the wrong type
     */
    public static Message read(InputStream in) throws IOException {
        try (JsonParser json = READER.createParser(in)) {
            return read(json, null, 0).build();
        }
    }

    /** As {@link #read(InputStream)}. */
    public static Message read(byte[] utf8) throws IOException {
        return read(utf8, 0, utf8.length);
    }

    /** As {@link #read(InputStream)}, from a part of an array. */
    public static Message read(byte[] utf8, int offset, int length) throws IOException {
        try (JsonParser json = READER.createParser(utf8, offset, length)) {
            return read(json, utf8, offset).build();
        }
    }

    /** As {@link #read(InputStream)}, with {@code sync}, {@code type} and {@code destination}, which do not cross the link. */
    public static RoutedMessage readRouted(byte[] utf8) throws IOException {
        try (JsonParser json = READER.createParser(utf8)) {
            Builder read = read(json, utf8, 0);
            return new RoutedMessage(read.build().withSync(read.sync), read.type, read.destination);
        }
    }

    /** @param array what the parser reads, from {@code offset} on; null when it reads something else */
    private static Builder read(JsonParser json, byte[] array, int offset) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("a message is a JSON object");
        }
        Builder message = new Builder();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName().toLowerCase(Locale.ROOT);
            JsonToken value = json.nextToken();
            switch (name) {
                case "header" -> members(json, value, name, message);
                case "route" -> members(json, value, name, message);
                case "content" -> message.content = content(json, value, array, offset);
                default -> json.skipChildren();
            }
        }
        return message;
    }

    private static void members(JsonParser json, JsonToken start, String part, Builder message) throws IOException {
        if (start == JsonToken.VALUE_NULL) {
            return;
        }
        if (start != JsonToken.START_OBJECT) {
            throw new IOException("the " + part + " of a message is a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName().toLowerCase(Locale.ROOT);
            JsonToken value = json.nextToken();
            if (part.equals("header")) {
                header(json, value, name, message);
            } else {
                route(json, value, name, message);
            }
        }
    }

    private static void header(JsonParser json, JsonToken value, String name, Builder message) throws IOException {
        switch (name) {
            case "msg_id" -> message.id = text(json, value, name);
            case "parent_msg_id" -> message.parentId = text(json, value, name);
            case "timestamp" -> message.timestamp = value == JsonToken.VALUE_NULL ? 0 : json.getLongValue();
            case "resourceversion" -> message.resourceVersion = text(json, value, name);
            case "sync" -> message.sync = isTrue(json, value);
            case "type" -> message.type = word(json, value);
            default -> json.skipChildren();
        }
    }

    private static void route(JsonParser json, JsonToken value, String name, Builder message) throws IOException {
        switch (name) {
            case "source" -> message.source = text(json, value, name);
            case "destination" -> message.destination = word(json, value);
            case "group" -> message.group = text(json, value, name);
            case "operation" -> message.operation = text(json, value, name);
            case "resource" -> message.resource = text(json, value, name);
            default -> json.skipChildren();
        }
    }

    private static String text(JsonParser json, JsonToken value, String name) throws IOException {
        return switch (value) {
            case VALUE_STRING -> json.getText();
            case VALUE_NULL -> "";
            default -> throw new IOException("member " + name + " of a message is a string");
        };
    }

    /** A member that only some readers look at: what is no string is passed over. */
    private static String word(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    private static boolean isTrue(JsonParser json, JsonToken value) throws IOException {
        json.skipChildren();
        return value == JsonToken.VALUE_TRUE;
    }

    private static Object content(JsonParser json, JsonToken value, byte[] array, int offset) throws IOException {
        try {
            return switch (value) {
                case VALUE_NULL -> null;
                case VALUE_STRING -> json.getText();
                case START_OBJECT, START_ARRAY -> structure(json, array, offset);
                default -> Json.MAPPER.<JsonNode>readTree(json);
            };
        } catch (NumberFormatException e) {
            throw Json.beyondBounds(e);
        }
    }

    private static Object structure(JsonParser json, byte[] array, int offset) throws IOException {
        RawJson raw = array == null ? null : RawJson.read(json, array, offset);
        return raw == null ? Json.MAPPER.<JsonNode>readTree(json) : raw;
    }

    private static final class Builder {
        private String id = "";
        private String parentId = "";
        private long timestamp;
        private String resourceVersion = "";
        private boolean sync;
        private String type = "";
        private String destination = "";
        private String source = "";
        private String group = "";
        private String operation = "";
        private String resource = "";
        private Object content;

        Message build() {
            return new Message(
                    id, parentId, timestamp, resourceVersion, false, source, group, operation, resource, content);
        }
    }
}
