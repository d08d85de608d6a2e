package io.skep.cloud.controlplane.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Taints of nodes and what tolerates them. */
public final class Taints {

    public static final String NOT_READY = "node.kubernetes.io/not-ready";
    public static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    public static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    private Taints() {}

    /** True when one of the tolerations fits the taint. */
    public static boolean isTolerated(JsonNode taint, List<JsonNode> tolerations) {
        return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    /** True when the toleration names the taint's effect, or none, and its key and value. */
    public static boolean tolerates(JsonNode toleration, JsonNode taint) {
        String effect = toleration.path("effect").asText("");
        String key = toleration.path("key").asText("");
        if (!effect.isEmpty() && !effect.equals(taint.path("effect").asText(""))) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.path("key").asText(""))) {
            return false;
        }
        return switch (toleration.path("operator").asText("")) {
            case "Exists" -> true;
            case "", "Equal" ->
                !key.isEmpty()
                        && toleration
                                .path("value")
                                .asText("")
                                .equals(taint.path("value").asText(""));
            default -> false;
        };
    }
}
