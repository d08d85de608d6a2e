package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.KubeObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The status of a definition: whether its names are free, and so whether its objects are served. */
public final class CrdStatus {

    private CrdStatus() {}

    /** Writes acceptedNames, storedVersions and the conditions NamesAccepted and Established. */
    public static void write(ObjectNode crd, List<ObjectNode> others, Instant now) {
        JsonNode names = crd.path("spec").path("names");
        ObjectNode status = crd.withObjectProperty("status");
        String taken = conflict(crd, others);
        if (taken.isEmpty()) {
            status.set("acceptedNames", names.deepCopy());
            condition(status, "NamesAccepted", "True", "NoConflicts", "no conflicts found", now);
            condition(
                    status, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted", now);
        } else {
            status.withObjectProperty("acceptedNames").put("plural", "").put("kind", "");
            condition(status, "NamesAccepted", "False", "NamesConflict", taken + " is already in use", now);
            condition(status, "Established", "False", "NotAccepted", "not all names are accepted", now);
        }
        stored(crd, status);
    }

    private static void stored(ObjectNode crd, ObjectNode status) {
        ArrayNode stored = status.withArrayProperty("storedVersions");
        Set<String> known = new HashSet<>();
        stored.forEach(version -> known.add(version.asText()));
        for (JsonNode version : crd.path("spec").path("versions")) {
            if (version.path("storage").asBoolean()
                    && known.add(version.path("name").asText())) {
                stored.add(version.path("name").asText());
            }
        }
    }

    private static String conflict(ObjectNode crd, List<ObjectNode> others) {
        String group = crd.path("spec").path("group").asText();
        Set<String> wanted = resources(crd.path("spec").path("names"));
        String kind = crd.path("spec").path("names").path("kind").asText();
        for (ObjectNode other : others) {
            if (KubeObject.name(other).equals(KubeObject.name(crd))
                    || !other.path("spec").path("group").asText().equals(group)
                    || !isEstablished(other)) {
                continue;
            }
            JsonNode names = other.path("status").path("acceptedNames");
            for (String name : resources(names)) {
                if (wanted.contains(name)) {
                    return "\"" + name + "\"";
                }
            }
            if (names.path("kind").asText().equals(kind)) {
                return "\"" + kind + "\"";
            }
        }
        return "";
    }

    private static Set<String> resources(JsonNode names) {
        Set<String> resources = new HashSet<>();
        resources.add(names.path("plural").asText());
        resources.add(names.path("singular").asText());
        names.path("shortNames").forEach(name -> resources.add(name.asText()));
        resources.remove("");
        return resources;
    }

    static boolean isEstablished(ObjectNode crd) {
        for (JsonNode condition : crd.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Established")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static void condition(
            ObjectNode status, String type, String value, String reason, String message, Instant now) {
        ArrayNode conditions = status.withArrayProperty("conditions");
        for (JsonNode there : conditions) {
            if (there.path("type").asText().equals(type) && there instanceof ObjectNode condition) {
                if (!condition.path("status").asText().equals(value)) {
                    condition.put("lastTransitionTime", Times.seconds(now));
                }
                condition.put("status", value).put("reason", reason).put("message", message);
                return;
            }
        }
        conditions
                .addObject()
                .put("lastTransitionTime", Times.seconds(now))
                .put("message", message)
                .put("reason", reason)
                .put("status", value)
                .put("type", type);
    }
}
