package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.model.Json;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a list that was cut off goes on.
 *
 * @param revision the state that all its pages show
 * @param namespace of the last object that was given
 * @param name of the last object that was given
 */
public record Continuation(long revision, String namespace, String name) {

    private static final String VERSION = "meta.k8s.io/v1";

    /** The token for clients, opaque to them. */
    public String token() {
        byte[] json = Json.writeBytes(
                Json.object().put("v", VERSION).put("rv", revision).put("start", namespace + "/" + name));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /**
     * Reads a token.
     *
     * @throws ApiException 400 when it is none of ours
     */
    public static Continuation parse(String token) {
        try {
            JsonNode json = Json.parse(Base64.getUrlDecoder().decode(token));
            String[] start = json.path("start").asText("").split("/", -1);
            if (json.path("v").asText("").equals(VERSION)
                    && start.length == 2
                    && json.path("rv").asLong() > 0) {
                return new Continuation(json.path("rv").asLong(), start[0], start[1]);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
        throw invalid("unknown form");
    }

    private static ApiException invalid(String why) {
        return ApiException.badRequest("continue key is not valid: " + why);
    }
}
