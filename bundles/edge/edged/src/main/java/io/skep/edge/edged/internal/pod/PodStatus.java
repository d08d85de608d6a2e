package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.pod.ContainerView.State;
import io.skep.edge.edged.internal.pod.Ledger.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds a pod's status, by Kubernetes' rules for phases and conditions. Always complete, so that a later one can replace an earlier. */
final class PodStatus {

    private static final List<String> ORDER = List.of("Initialized", "Ready", "ContainersReady", "PodScheduled");

    private final JsonNode pod;
    private final List<ContainerView> init;
    private final List<ContainerView> main;
    private final Optional<Verdict> verdict;

    PodStatus(JsonNode pod, List<ContainerView> init, List<ContainerView> main, Optional<Verdict> verdict) {
        this.pod = pod;
        this.init = List.copyOf(init);
        this.main = List.copyOf(main);
        this.verdict = verdict;
    }

    /** @param pod empty when it is not known yet */
    record Addresses(String host, String pod) {}

    /** A condition that is not true has a reason. */
    private record Condition(String type, boolean state, String reason, String message) {}

    /**
     * The strategic merge patch of the status.
     *
     * @param before conditions as they were, for the times of those that do not change
     */
    ObjectNode patch(JsonNode before, Addresses addresses, Instant startTime, Instant now) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", KubeObject.uid(pod));
        ObjectNode status = patch.putObject("status");
        ArrayNode order = status.putArray("$setElementOrder/conditions");
        ORDER.forEach(type -> order.addObject().put("type", type));
        ArrayNode conditions = status.putArray("conditions");
        conditions().forEach(condition -> conditions.add(json(condition, before, ContainerView.time(now))));
        if (!init.isEmpty()) {
            ArrayNode list = status.putArray("initContainerStatuses");
            init.forEach(container -> list.add(container.status(true)));
        }
        ArrayNode list = status.putArray("containerStatuses");
        main.forEach(container -> list.add(container.status(false)));
        status.put("hostIP", addresses.host()).put("phase", phase());
        if (addresses.pod().isEmpty()) {
            status.putNull("podIP").putNull("podIPs");
        } else {
            status.put("podIP", addresses.pod()).putArray("podIPs").addObject().put("ip", addresses.pod());
        }
        status.put(
                "reason",
                verdict.map(Verdict::reason).filter(word -> !word.isEmpty()).orElse(null));
        status.put(
                "message",
                verdict.map(Verdict::message).filter(word -> !word.isEmpty()).orElse(null));
        status.put("startTime", ContainerView.time(startTime));
        return patch;
    }

    String phase() {
        return verdict.map(Verdict::phase).orElseGet(this::phaseOfContainers);
    }

    private String phaseOfContainers() {
        RestartPolicy policy = RestartPolicy.of(pod);
        if (policy == RestartPolicy.NEVER && init.stream().anyMatch(PodStatus::isFailed)) {
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
        if (policy == RestartPolicy.ALWAYS) {
            return "Running";
        }
        if (main.stream().allMatch(ContainerView::succeeded)) {
            return "Succeeded";
        }
        return policy == RestartPolicy.NEVER ? "Failed" : "Running";
    }

    private static boolean isFailed(ContainerView container) {
        return container.state() instanceof State.Ended(Ledger.Exit exit) && !exit.isGood();
    }

    private List<Condition> conditions() {
        String phase = phase();
        String uninitialized =
                names(init.stream().filter(container -> !container.succeeded()).toList());
        String unready = names(
                main.stream().filter(container -> !container.isReady(false)).toList());
        boolean initialized = uninitialized.isEmpty() || phase.equals("Succeeded");
        boolean ready = unready.isEmpty() && !phase.equals("Failed") && !phase.equals("Succeeded");
        String reason = switch (phase) {
            case "Succeeded" -> "PodCompleted";
            case "Failed" -> "PodFailed";
            default -> "ContainersNotReady";
        };
        String message = reason.equals("ContainersNotReady") ? "containers with unready status: [" + unready + "]" : "";
        List<String> gates = ready ? closedGates() : List.of();
        Condition whole = gates.isEmpty()
                ? new Condition("Ready", ready, reason, message)
                : new Condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", gates));
        return List.of(
                new Condition(
                        "Initialized",
                        initialized,
                        "ContainersNotInitialized",
                        "containers with incomplete status: [" + uninitialized + "]"),
                whole,
                new Condition("ContainersReady", ready, reason, message),
                new Condition("PodScheduled", true, "", ""));
    }

    private static String names(List<ContainerView> containers) {
        return containers.stream().map(ContainerView::name).collect(Collectors.joining(" "));
    }

    /** What others have to say before the pod is ready and have not said yet. */
    private List<String> closedGates() {
        List<String> closed = new ArrayList<>();
        for (JsonNode gate : pod.path("spec").path("readinessGates")) {
            String type = gate.path("conditionType").asText();
            Optional<String> status = Optional.empty();
            for (JsonNode condition : pod.path("status").path("conditions")) {
                if (condition.path("type").asText().equals(type)) {
                    status = Optional.of(condition.path("status").asText());
                }
            }
            if (status.isEmpty()) {
                closed.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            } else if (!status.get().equals("True")) {
                closed.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but " + status.get());
            }
        }
        return closed;
    }

    private static ObjectNode json(Condition condition, JsonNode before, String now) {
        String status = condition.state() ? "True" : "False";
        String since = now;
        for (JsonNode old : before) {
            if (old.path("type").asText().equals(condition.type())
                    && old.path("status").asText().equals(status)) {
                since = old.path("lastTransitionTime").asText(now);
            }
        }
        boolean silent = condition.state();
        ObjectNode json = Json.object().put("type", condition.type()).put("status", status);
        json.putNull("lastProbeTime").put("lastTransitionTime", since);
        json.put("reason", silent || condition.reason().isEmpty() ? null : condition.reason());
        return json.put("message", silent || condition.message().isEmpty() ? null : condition.message());
    }
}
