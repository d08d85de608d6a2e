package io.skep.edge.runtime.cri.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What an engine tells of a container besides CRI, in JSON of its own. */
final class VerboseInfo {

    private static final JsonFactory JSON = new JsonFactory();

    private VerboseInfo() {}

    /** The first level's {@code pid}; 0 when there is none. */
    static long pid(String info) {
        try (JsonParser json = JSON.createParser(info)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return 0;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = json.currentName().equals("pid");
                JsonToken value = json.nextToken();
                if (found && value == JsonToken.VALUE_NUMBER_INT) {
                    return json.getLongValue();
                }
                json.skipChildren();
            }
            return 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
