package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.table.TableColumns;
import io.skep.common.model.Json;
import java.time.Instant;
import java.util.stream.StreamSupport;

/** The columns of pods. */
final class PodColumns implements TableColumns {

    private static final String NONE = "<none>";

    private final Column.Set columns = Column.Set.of(
            Column.NAME,
            Column.text("Ready", "Containers that are ready, of all.", pod -> {
                PodSummary summary = PodSummary.of(pod);
                return summary.ready() + "/"
                        + pod.path("spec").path("containers").size();
            }),
            Column.text(
                    "Status",
                    "What the pod is doing.",
                    pod -> PodSummary.of(pod).status()),
            Column.timed(
                    "Restarts",
                    "How often containers were restarted.",
                    (pod, now) -> PodSummary.of(pod).restarts(now)),
            Column.AGE,
            Column.text("IP", "Address of the pod.", PodColumns::address).wide(),
            Column.text(
                            "Node",
                            "Node that runs the pod.",
                            pod -> orNone(pod.path("spec").path("nodeName")))
                    .wide(),
            Column.text(
                            "Nominated Node",
                            "Node where room is being made.",
                            pod -> orNone(pod.path("status").path("nominatedNodeName")))
                    .wide(),
            Column.text("Readiness Gates", "Readiness gates that are passed, of all.", PodColumns::gates)
                    .wide());

    private static String orNone(JsonNode text) {
        return text.asText("").isEmpty() ? NONE : text.asText();
    }

    private static String address(ObjectNode pod) {
        JsonNode first = pod.path("status").path("podIPs").path(0).path("ip");
        return orNone(first.isMissingNode() ? pod.path("status").path("podIP") : first);
    }

    private static String gates(ObjectNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (gates.isEmpty()) {
            return NONE;
        }
        long passed = StreamSupport.stream(gates.spliterator(), false)
                .filter(gate -> PodSummary.hasTrueCondition(
                        pod, gate.path("conditionType").asText()))
                .count();
        return passed + "/" + gates.size();
    }

    @Override
    public ArrayNode definitions() {
        return columns.definitions();
    }

    @Override
    public ArrayNode cells(ObjectNode object, Instant now) {
        return columns.cells(object, now);
    }

    @Override
    public ArrayNode conditions(ObjectNode pod) {
        ArrayNode conditions = Json.MAPPER.createArrayNode();
        String phase = pod.path("status").path("phase").asText("");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            conditions
                    .addObject()
                    .put("type", "Completed")
                    .put("status", "True")
                    .put("reason", phase)
                    .put("message", phase.equals("Failed") ? "The pod failed." : "The pod has completed successfully.");
        }
        return conditions;
    }
}
