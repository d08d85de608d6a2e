package io.skep.itests.fuzz.parsers;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;

/** Equality as JSON knows it: {@code 1e0}, which is written as {@code 1}, is the same number. */
final class Same {

    private Same() {}

    static boolean value(JsonNode one, JsonNode other) {
        return one.equals(Same::compare, other);
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    static boolean message(Message one, Message other) {
        return one.withContent(null).equals(other.withContent(null))
                && value(Json.tree(one.content()), Json.tree(other.content()));
    }
}
