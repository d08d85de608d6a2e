package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.model.ResourcePath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.StringJoiner;

/** Service account tokens in the store: their key, and when one is to be asked for anew. */
final class ServiceAccountTokens {

    static final String TYPE = "serviceaccounttoken";

    private static final Duration OLDEST = Duration.ofHours(24);

    private ServiceAccountTokens() {}

    /** KubeEdge's key: a token belongs to name, namespace, audiences, life and bound object together, in Go's notation. */
    static String key(ResourcePath path, JsonNode request) {
        JsonNode spec = request.path("spec");
        JsonNode bound = spec.path("boundObjectRef");
        return quote(path.name()) + "/" + quote(path.namespace()) + "/" + audiences(spec.path("audiences")) + "/"
                + spec.path("expirationSeconds").asLong(0) + "/v1.BoundObjectReference{Kind:"
                + quote(bound.path("kind").asText("")) + ", APIVersion:"
                + quote(bound.path("apiVersion").asText("")) + ", Name:"
                + quote(bound.path("name").asText("")) + ", UID:"
                + quote(bound.path("uid").asText("")) + "}";
    }

    private static String audiences(JsonNode audiences) {
        if (!audiences.isArray()) {
            return "[]string(nil)";
        }
        StringJoiner words = new StringJoiner(", ", "[]string{", "}");
        audiences.forEach(audience -> words.add(quote(audience.asText())));
        return words.toString();
    }

    private static String quote(String text) {
        return Json.write(text);
    }

    /** True when the token has more than a fifth of its life before it and is younger than 24 h. */
    static boolean isFresh(String value, InstantSource clock) {
        try {
            JsonNode token = Json.parse(value);
            Duration life = Duration.ofSeconds(
                    token.path("spec").path("expirationSeconds").asLong(0));
            Instant end = Instant.parse(
                    token.path("status").path("expirationTimestamp").asText(""));
            Instant now = clock.instant();
            Instant made = end.minus(life);
            return now.isBefore(end.minus(life.dividedBy(5))) && now.isBefore(made.plus(OLDEST));
        } catch (JsonProcessingException | DateTimeParseException e) {
            return false;
        }
    }
}
