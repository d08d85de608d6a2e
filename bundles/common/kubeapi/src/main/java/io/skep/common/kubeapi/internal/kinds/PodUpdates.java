package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.List;

/** What may change in a pod's spec once the pod exists: images, activeDeadlineSeconds, and tolerations by addition. */
final class PodUpdates {

    private static final String RULE = "pod updates may not change fields other than `spec.containers[*].image`,"
            + " `spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing"
            + " tolerations) or `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdates() {}

    static void check(JsonNode spec, JsonNode before, List<Cause> causes) {
        for (String list : List.of("containers", "initContainers")) {
            if (spec.path(list).size() != before.path(list).size()) {
                causes.add(Cause.forbidden("spec." + list, "pod updates may not add or remove containers"));
                return;
            }
        }
        checkDeadline(spec, before, causes);
        if (!keepsTolerations(spec.path("tolerations"), before.path("tolerations"))) {
            causes.add(Cause.forbidden(
                    "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }
        if (!comparable(spec, before).equals(comparable(before, before))) {
            causes.add(Cause.forbidden("spec", RULE));
        }
    }

    private static void checkDeadline(JsonNode spec, JsonNode before, List<Cause> causes) {
        String field = "spec.activeDeadlineSeconds";
        JsonNode old = before.path("activeDeadlineSeconds");
        JsonNode now = spec.path("activeDeadlineSeconds");
        if (old.isNumber() && !now.isNumber()) {
            causes.add(Cause.invalid(field, "", "must not update from a positive integer to nil value"));
        } else if (old.isNumber() && now.asLong() > old.asLong()) {
            causes.add(Cause.invalid(field, now.asText(), "must be less than or equal to previous value"));
        }
    }

    private static boolean keepsTolerations(JsonNode now, JsonNode before) {
        List<JsonNode> present = new ArrayList<>();
        now.forEach(toleration -> present.add(withoutSeconds(toleration)));
        for (JsonNode toleration : before) {
            if (!present.contains(withoutSeconds(toleration))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode withoutSeconds(JsonNode toleration) {
        return toleration instanceof ObjectNode node ? node.deepCopy().without("tolerationSeconds") : toleration;
    }

    /** The spec with everything that may change set to what it was. */
    private static ObjectNode comparable(JsonNode spec, JsonNode before) {
        ObjectNode copy = spec instanceof ObjectNode node ? node.deepCopy() : Json.object();
        for (String list : List.of("containers", "initContainers")) {
            for (int i = 0; i < copy.path(list).size(); i++) {
                if (copy.path(list).get(i) instanceof ObjectNode container) {
                    container.set("image", before.path(list).path(i).path("image"));
                }
            }
        }
        copy.remove(List.of("activeDeadlineSeconds", "tolerations"));
        if (before.path("terminationGracePeriodSeconds").asLong() < 0
                && copy.path("terminationGracePeriodSeconds").asLong() == 1) {
            copy.set("terminationGracePeriodSeconds", before.path("terminationGracePeriodSeconds"));
        }
        return copy;
    }
}
