package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Defaults of a pod that depend on its other fields or come from the API server's admission. All are idempotent. */
final class PodDefaults {

    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private PodDefaults() {}

    static void apply(ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        account(spec);
        absent(spec, "enableServiceLinks", true);
        if (!spec.hasNonNull("securityContext")) {
            spec.putObject("securityContext");
        }
        if (!spec.hasNonNull("priority")) {
            spec.put("priority", 0);
        }
        absent(spec, "preemptionPolicy", "PreemptLowerPriority");
        for (String list : List.of("initContainers", "containers")) {
            spec.path(list).forEach(container -> {
                if (container instanceof ObjectNode node) {
                    container(node, spec.path("hostNetwork").asBoolean());
                }
            });
        }
        tolerate(spec);
    }

    private static void account(ObjectNode spec) {
        String name = spec.path("serviceAccountName").asText("");
        if (name.isEmpty()) {
            name = spec.path("serviceAccount").asText("");
        }
        name = name.isEmpty() ? "default" : name;
        spec.put("serviceAccountName", name).put("serviceAccount", name);
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        absent(container, "imagePullPolicy", pullPolicy(container.path("image").asText("")));
        absent(container, "terminationMessagePath", "/dev/termination-log");
        absent(container, "terminationMessagePolicy", "File");
        ObjectNode resources = container.withObjectProperty("resources");
        for (Map.Entry<String, JsonNode> limit : resources.path("limits").properties()) {
            if (!resources.path("requests").has(limit.getKey())) {
                resources.withObjectProperty("requests").set(limit.getKey(), limit.getValue());
            }
        }
        for (JsonNode port : container.path("ports")) {
            if (port instanceof ObjectNode node) {
                absent(node, "protocol", "TCP");
                if (hostNetwork && !node.has("hostPort")) {
                    node.set("hostPort", node.path("containerPort"));
                }
            }
        }
    }

    /** Always for a tag {@code latest} or none; a digest is as good as a tag. */
    static String pullPolicy(String image) {
        if (image.contains("@")) {
            return "IfNotPresent";
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon < 0 || last.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
    }

    private static void tolerate(ObjectNode spec) {
        ArrayNode tolerations = spec.path("tolerations") instanceof ArrayNode array ? array : spec.arrayNode();
        for (String taint : TAINTS) {
            if (!tolerates(tolerations, taint)) {
                tolerations
                        .addObject()
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("effect", "NoExecute")
                        .put("tolerationSeconds", 300);
            }
        }
        if (!tolerations.isEmpty()) {
            spec.set("tolerations", tolerations);
        }
    }

    private static boolean tolerates(ArrayNode tolerations, String taint) {
        for (JsonNode toleration : tolerations) {
            String key = toleration.path("key").asText("");
            String effect = toleration.path("effect").asText("");
            if ((key.equals(taint) || key.isEmpty()) && (effect.isEmpty() || effect.equals("NoExecute"))) {
                return true;
            }
        }
        return false;
    }

    private static void absent(ObjectNode node, String member, String value) {
        if (node.path(member).asText("").isEmpty()) {
            node.put(member, value);
        }
    }

    private static void absent(ObjectNode node, String member, boolean value) {
        if (!node.hasNonNull(member)) {
            node.put(member, value);
        }
    }
}
