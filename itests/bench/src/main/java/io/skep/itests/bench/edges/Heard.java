package io.skep.itests.bench.edges;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A message from the cloud, as far as a simulated edge looks at it.
 *
 * @param json the whole text
 */
public record Heard(
        String id,
        String parent,
        String version,
        String source,
        String group,
        String operation,
        String resource,
        byte[] json) {

    private static final JsonFactory JSON = new JsonFactory();

    private static final String VERSION = "\"resourceVersion\":\"";

    /** Reads header and route; the content is skipped over. */
    public static Heard parse(byte[] json) throws IOException {
        String[] words = {"", "", "", "", "", "", ""};
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                parser.nextToken();
                if (member.equals("header") || member.equals("route")) {
                    members(parser, words);
                } else {
                    parser.skipChildren();
                    break;
                }
            }
        }
        return new Heard(words[0], words[1], words[2], words[3], words[4], words[5], words[6], json);
    }

    private static void members(JsonParser parser, String[] words) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            switch (member) {
                case "msg_id" -> words[0] = parser.getText();
                case "parent_msg_id" -> words[1] = parser.getText();
                case "resourceversion" -> words[2] = parser.getText();
                case "source" -> words[3] = parser.getText();
                case "group" -> words[4] = parser.getText();
                case "operation" -> words[5] = parser.getText();
                case "resource" -> words[6] = parser.getText();
                default -> parser.skipChildren();
            }
        }
    }

    /** Whether an edge acknowledges it: all but the answers to patches and to a pod's removal. */
    boolean wantsAck() {
        if (!operation.equals("response")) {
            return !operation.equals("error");
        }
        return !resource.contains("/nodepatch/") && !resource.contains("/podpatch/") && !resource.contains("/pod/");
    }

    /** An answer that says that it did not work. */
    public boolean isFailure() {
        return mentions("\"ErrStatus\"");
    }

    /** Whether the text has this anywhere. */
    public boolean mentions(String word) {
        return new String(json, StandardCharsets.ISO_8859_1).contains(word);
    }

    /** The first {@code resourceVersion} within the text; empty when there is none. */
    String objectVersion() {
        String text = new String(json, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(VERSION);
        return begin < 0 ? "" : text.substring(begin + VERSION.length(), text.indexOf('"', begin + VERSION.length()));
    }
}
