package io.skep.common.kubeapi.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.skep.common.model.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds members that occur twice in one JSON object; a tree no longer shows them. */
public final class DuplicateFields {

    private final JsonParser parser;
    private final List<FieldError> found = new ArrayList<>();

    private DuplicateFields(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The duplicate fields of a document, in order.
     *
     * @throws IOException when it is no JSON or is beyond a bound
     */
    public static List<FieldError> find(byte[] json) throws IOException {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            DuplicateFields reader = new DuplicateFields(parser);
            reader.value(parser.nextToken(), "");
            return List.copyOf(reader.found);
        }
    }

    private void value(JsonToken token, String path) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            object(path);
        } else if (token == JsonToken.START_ARRAY) {
            int index = 0;
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                value(next, path + "[" + index++ + "]");
            }
        }
    }

    private void object(String path) throws IOException {
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = path.isEmpty() ? parser.currentName() : path + "." + parser.currentName();
            if (!seen.add(parser.currentName()) && found.size() < Schema.MAX_ERRORS) {
                found.add(new FieldError(FieldError.Kind.DUPLICATE, field, "duplicate field \"" + field + "\""));
            }
            value(parser.nextToken(), field);
        }
    }
}
