package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.pod.ContainerView.State;
import java.time.Instant;
import java.util.List;

/** Builds a pod's status, by Kubernetes' rules for phases and conditions. Always complete, so that a later one can replace an earlier. */
final class PodStatus {

    private static final List<String> ORDER = List.of("Initialized", "Ready", "ContainersReady", "PodScheduled");

    private final JsonNode pod;
    private final List<ContainerView> init;
    private final List<ContainerView> main;

    PodStatus(JsonNode pod, List<ContainerView> init, List<ContainerView> main) {
        this.pod = pod;
        this.init = List.copyOf(init);
        this.main = List.copyOf(main);
    }

    /**
     * The strategic merge patch of the status.
     *
     * @param before conditions as they were, for the times of those that do not change
     */
    ObjectNode patch(JsonNode before, String ip, Instant startTime, Instant now) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", KubeObject.uid(pod));
        ObjectNode status = patch.putObject("status");
        ArrayNode order = status.putArray("$setElementOrder/conditions");
        ORDER.forEach(type -> order.addObject().put("type", type));
        status.set("conditions", conditions(before, ContainerView.time(now)));
        if (!init.isEmpty()) {
            ArrayNode list = status.putArray("initContainerStatuses");
            init.forEach(container -> list.add(container.status(true)));
        }
        ArrayNode list = status.putArray("containerStatuses");
        main.forEach(container -> list.add(container.status(false)));
        status.put("hostIP", ip).put("phase", phase());
        status.put("podIP", ip).putArray("podIPs").addObject().put("ip", ip);
        status.put("startTime", ContainerView.time(startTime));
        return patch;
    }

    String phase() {
        String policy = pod.path("spec").path("restartPolicy").asText("Always");
        if (init.stream().anyMatch(container -> failedForGood(container, policy))) {
            return "Failed";
        }
        if (!init.stream().allMatch(ContainerView::succeeded)) {
            return "Pending";
        }
        if (main.stream()
                .anyMatch(container -> container.isWaiting() && container.last().isEmpty())) {
            return "Pending";
        }
        if (main.stream().anyMatch(container -> container.isRunning() || container.isWaiting())) {
            return "Running";
        }
        if (main.stream().allMatch(ContainerView::succeeded)) {
            return policy.equals("Always") ? "Running" : "Succeeded";
        }
        return policy.equals("Never") ? "Failed" : "Running";
    }

    private static boolean failedForGood(ContainerView container, String policy) {
        return policy.equals("Never") && container.state() instanceof State.Ended(Ledger.Exit exit) && exit.code() != 0;
    }

    private ArrayNode conditions(JsonNode before, String now) {
        List<String> uninitialized = init.stream()
                .filter(container -> !container.succeeded())
                .map(ContainerView::name)
                .toList();
        List<String> unready = main.stream()
                .filter(container -> !container.isRunning())
                .map(ContainerView::name)
                .toList();
        boolean completed = phase().equals("Succeeded");
        String reason = completed ? "PodCompleted" : "ContainersNotReady";
        String message = completed ? "" : "containers with unready status: [" + String.join(" ", unready) + "]";
        boolean ready = unready.isEmpty();
        ArrayNode list = Json.MAPPER.createArrayNode();
        list.add(condition(
                before,
                now,
                "Initialized",
                uninitialized.isEmpty(),
                "ContainersNotInitialized",
                "containers with incomplete status: [" + String.join(" ", uninitialized) + "]"));
        list.add(condition(before, now, "Ready", ready, reason, message));
        list.add(condition(before, now, "ContainersReady", ready, reason, message));
        list.add(condition(before, now, "PodScheduled", true, "", ""));
        return list;
    }

    private static ObjectNode condition(
            JsonNode before, String now, String type, boolean state, String reason, String message) {
        String status = state ? "True" : "False";
        String since = now;
        for (JsonNode old : before) {
            if (old.path("type").asText().equals(type)
                    && old.path("status").asText().equals(status)) {
                since = old.path("lastTransitionTime").asText(now);
            }
        }
        ObjectNode condition = Json.object().put("type", type).put("status", status);
        condition.putNull("lastProbeTime").put("lastTransitionTime", since);
        condition.put("reason", state || reason.isEmpty() ? null : reason);
        return condition.put("message", state || message.isEmpty() ? null : message);
    }
}
