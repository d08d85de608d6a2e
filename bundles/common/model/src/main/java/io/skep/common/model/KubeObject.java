package io.skep.common.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads the members that every Kubernetes object has from its JSON tree; an absent member is the empty string. */
public final class KubeObject {

    private KubeObject() {}

    public static String kind(JsonNode object) {
        return object.path("kind").asText("");
    }

    public static String apiVersion(JsonNode object) {
        return object.path("apiVersion").asText("");
    }

    public static String name(JsonNode object) {
        return object.path("metadata").path("name").asText("");
    }

    public static String namespace(JsonNode object) {
        return object.path("metadata").path("namespace").asText("");
    }

    public static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText("");
    }

    public static String resourceVersion(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asText("");
    }

    /** True when a deletionTimestamp is set. */
    public static boolean isTerminating(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** The metadata to be changed; made when there is none, or something else in its place. */
    public static ObjectNode metadata(ObjectNode object) {
        return object.path("metadata") instanceof ObjectNode metadata ? metadata : object.putObject("metadata");
    }
}
