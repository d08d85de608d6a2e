package io.skep.common.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.skep.beehive.api.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the content of a message in the forms that KubeEdge's peers use; never throws on rubbish. */
public final class Contents {

    private Contents() {}

    /**
     * The content as a tree. JSON inside a JSON string (patches, some twin payloads) is opened. A string that holds no JSON is a text node; no
     * content is a {@link MissingNode}.
     */
    public static JsonNode tree(Message message) {
        return switch (message.content()) {
            case null -> MissingNode.getInstance();
            case TextNode text -> open(text.textValue());
            case JsonNode node -> node;
            case RawJson raw -> raw.tree();
            case CharSequence text -> open(text.toString());
            case byte[] bytes -> open(new String(bytes, StandardCharsets.UTF_8));
            case Object value -> Json.tree(value);
        };
    }

    /** The content as KubeEdge's "content data": a string as its characters, bytes as UTF-8, anything else as JSON. */
    public static String text(Message message) {
        return switch (message.content()) {
            case null -> "";
            case TextNode text -> text.textValue();
            case CharSequence text -> text.toString();
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case Object value -> Json.write(value);
        };
    }

    /** True for the plain answer {@code "OK"}. */
    public static boolean isOk(Message message) {
        return switch (message.content()) {
            case String text -> text.equals("OK");
            case TextNode text -> text.textValue().equals("OK");
            case null, default -> false;
        };
    }

    private static JsonNode open(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return TextNode.valueOf(text);
        }
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    /** As {@link #tree} for raw UTF-8; a text node when it is no JSON. */
    public static JsonNode tree(byte[] utf8) {
        try {
            return Json.parse(utf8);
        } catch (IOException e) {
            return TextNode.valueOf(new String(utf8, StandardCharsets.UTF_8));
        }
    }
}
