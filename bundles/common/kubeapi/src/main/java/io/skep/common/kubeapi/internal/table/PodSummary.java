package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** What one line of kubectl says about a pod. The rules are those of Kubernetes' own printer. */
final class PodSummary {

    private final ObjectNode pod;
    private String status;
    private int ready;
    private int restarts;
    private Optional<Instant> lastRestart = Optional.empty();

    private PodSummary(ObjectNode pod) {
        this.pod = pod;
        this.status = pod.path("status").path("phase").asText("");
    }

    static PodSummary of(ObjectNode pod) {
        PodSummary summary = new PodSummary(pod);
        summary.compute();
        return summary;
    }

    String status() {
        return status;
    }

    int ready() {
        return ready;
    }

    /** The number of restarts and, if there were any, when the last one was. */
    String restarts(Instant now) {
        return lastRestart
                .map(last -> restarts + " (" + Ages.since(last, now) + " ago)")
                .orElse(String.valueOf(restarts));
    }

    static boolean hasTrueCondition(JsonNode pod, String type) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private void compute() {
        String reason = pod.path("status").path("reason").asText("");
        if (!reason.isEmpty()) {
            status = reason;
        }
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("PodScheduled")
                    && condition.path("reason").asText().equals("SchedulingGated")) {
                status = "SchedulingGated";
            }
        }
        if (!initializing()) {
            containers();
        }
        if (pod.path("metadata").hasNonNull("deletionTimestamp")) {
            status = reason.equals("NodeLost") ? "Unknown" : "Terminating";
        }
    }

    private boolean initializing() {
        JsonNode all = pod.path("status").path("initContainerStatuses");
        for (int i = 0; i < all.size(); i++) {
            JsonNode container = all.get(i);
            count(container);
            JsonNode terminated = container.path("state").path("terminated");
            String waiting =
                    container.path("state").path("waiting").path("reason").asText("");
            if (terminated.isObject() && terminated.path("exitCode").asInt() == 0) {
                continue;
            }
            if (terminated.isObject()) {
                status = "Init:" + end(terminated);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                status = "Init:" + waiting;
            } else {
                status = "Init:" + i + "/"
                        + pod.path("spec").path("initContainers").size();
            }
            return true;
        }
        return false;
    }

    private void count(JsonNode container) {
        restarts += container.path("restartCount").asInt();
        Ages.parse(container.path("lastState").path("terminated").path("finishedAt"))
                .filter(end -> lastRestart.isEmpty() || end.isAfter(lastRestart.get()))
                .ifPresent(end -> lastRestart = Optional.of(end));
    }

    private static String end(JsonNode terminated) {
        String reason = terminated.path("reason").asText("");
        if (!reason.isEmpty()) {
            return reason;
        }
        int signal = terminated.path("signal").asInt();
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + terminated.path("exitCode").asInt();
    }

    private void containers() {
        restarts = 0;
        lastRestart = Optional.empty();
        boolean running = false;
        JsonNode all = pod.path("status").path("containerStatuses");
        for (int i = all.size() - 1; i >= 0; i--) {
            JsonNode container = all.get(i);
            JsonNode state = container.path("state");
            count(container);
            String waiting = state.path("waiting").path("reason").asText("");
            if (!waiting.isEmpty()) {
                status = waiting;
            } else if (state.path("terminated").isObject()) {
                status = end(state.path("terminated"));
            } else if (container.path("ready").asBoolean()
                    && state.path("running").isObject()) {
                running = true;
                ready++;
            }
        }
        if (status.equals("Completed") && running) {
            status = hasTrueCondition(pod, "Ready") ? "Running" : "NotReady";
        }
    }
}
