package io.skep.edge.edged.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The node as Kubernetes sees it. Words and defaults are those of KubeEdge v1.15.0 (docs/protocol/pods.md). */
final class NodeObject {

    /** Told as the kubelet's version; the part after {@code -kubeedge-} is compared by KubeEdge's upgrade jobs. */
    static final String KUBELET_VERSION = "v1.26.7-kubeedge-v1.15.0";

    /** Says that the node has a container engine. */
    static final String CRI_LABEL = "skep.io/runtime-cri";

    private static final long RESERVED_MEMORY = 100L << 20;

    private final NodeSettings settings;
    private final Machine machine;

    NodeObject(NodeSettings settings, Machine machine) {
        this.settings = settings;
        this.machine = machine;
    }

    /**
     * What runs pods.
     *
     * @param handlers of the runtimes that are or were ready
     */
    record RuntimeState(boolean ready, String version, String message, Set<String> handlers) {}

    /** A new node. */
    ObjectNode create(RuntimeState runtime, Instant now) {
        ObjectNode node = Json.object();
        ObjectNode metadata = node.putObject("metadata").put("name", settings.name());
        metadata.set("labels", Json.tree(labels(runtime)));
        metadata.putObject("annotations").put("volumes.kubernetes.io/controller-managed-attach-detach", "true");
        ObjectNode spec = node.putObject("spec");
        ArrayNode taints = Json.MAPPER.createArrayNode().addAll((ArrayNode) settings.taints());
        if (!settings.schedulable()) {
            spec.put("unschedulable", true);
            taints.addObject().put("key", "node.kubernetes.io/unschedulable").put("effect", "NoSchedule");
        }
        if (!taints.isEmpty()) {
            spec.set("taints", taints);
        }
        node.set("status", status(Json.object(), runtime, now));
        return node;
    }

    Map<String, String> labels(RuntimeState runtime) {
        Machine.Facts facts = machine.facts();
        Map<String, String> labels = new TreeMap<>(settings.labels());
        labels.put("beta.kubernetes.io/arch", facts.architecture());
        labels.put("beta.kubernetes.io/os", facts.os());
        labels.put("kubernetes.io/arch", facts.architecture());
        labels.put("kubernetes.io/hostname", settings.name());
        labels.put("kubernetes.io/os", facts.os());
        labels.put("node-role.kubernetes.io/agent", "");
        labels.put("node-role.kubernetes.io/edge", "");
        labels.put("skep.io/runtime-osgi", "true");
        if (runtime.handlers().contains("cri")) {
            labels.put(CRI_LABEL, "true");
        }
        labels.put("skep.io/version", settings.skepVersion());
        return labels;
    }

    /** The whole status; times of unchanged conditions are taken from the status that the cloud has. */
    ObjectNode status(JsonNode known, RuntimeState runtime, Instant now) {
        Machine.Facts facts = machine.facts();
        ObjectNode status = Json.object();
        status.set("capacity", resources(facts, 0, 1));
        status.set("allocatable", resources(facts, RESERVED_MEMORY, 0.9));
        status.set("conditions", conditions(known.path("conditions"), runtime, now));
        ArrayNode addresses = status.putArray("addresses");
        String ip = settings.ip().isEmpty() ? facts.address() : settings.ip();
        addresses.addObject().put("type", "InternalIP").put("address", ip);
        addresses.addObject().put("type", "Hostname").put("address", settings.name());
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", settings.port());
        ObjectNode info = status.putObject("nodeInfo");
        info.put("machineID", facts.machineId()).put("systemUUID", facts.machineId());
        info.put("bootID", facts.bootId()).put("kernelVersion", facts.kernel());
        info.put("osImage", facts.osImage()).put("containerRuntimeVersion", runtime.version());
        info.put("kubeletVersion", KUBELET_VERSION).put("kubeProxyVersion", KUBELET_VERSION);
        info.put("operatingSystem", facts.os()).put("architecture", facts.architecture());
        return status;
    }

    private ObjectNode resources(Machine.Facts facts, long reserved, double share) {
        ObjectNode resources = Json.object();
        resources.put("cpu", Integer.toString(facts.cpus()));
        if (facts.diskBytes() > 0) {
            long disk = (long) (facts.diskBytes() * share) >> 10;
            resources.put("ephemeral-storage", disk + "Ki");
        }
        resources.put("hugepages-1Gi", "0").put("hugepages-2Mi", "0");
        resources.put("memory", ((facts.memoryBytes() - reserved) >> 10) + "Ki");
        return resources.put("pods", Integer.toString(settings.maxPods()));
    }

    private ArrayNode conditions(JsonNode known, RuntimeState runtime, Instant now) {
        Machine.Pressure pressure = machine.pressure();
        ArrayNode list = Json.MAPPER.createArrayNode();
        add(
                list,
                known,
                now,
                "MemoryPressure",
                pressure.memory(),
                "InsufficientMemory",
                "SufficientMemory",
                "memory available");
        add(list, known, now, "DiskPressure", pressure.disk(), "DiskPressure", "NoDiskPressure", "disk pressure");
        add(list, known, now, "PIDPressure", pressure.processes(), "InsufficientPID", "SufficientPID", "PID available");
        String message = runtime.ready() ? "edge is posting ready status" : runtime.message();
        list.add(condition(
                known, now, "Ready", runtime.ready(), runtime.ready() ? "EdgeReady" : "EdgeNotReady", message));
        return list;
    }

    private static void add(
            ArrayNode list,
            JsonNode known,
            Instant now,
            String type,
            boolean pressed,
            String bad,
            String good,
            String what) {
        boolean disk = type.equals("DiskPressure");
        String message =
                "kubelet has " + (disk ? pressed ? "" : "no " : pressed ? "insufficient " : "sufficient ") + what;
        list.add(condition(known, now, type, pressed, "KubeletHas" + (pressed ? bad : good), message));
    }

    private static ObjectNode condition(
            JsonNode known, Instant now, String type, boolean state, String reason, String message) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String status = state ? "True" : "False";
        String since = time;
        for (JsonNode old : known) {
            if (old.path("type").asText().equals(type)
                    && old.path("status").asText().equals(status)) {
                since = old.path("lastTransitionTime").asText(time);
            }
        }
        return Json.object()
                .put("type", type)
                .put("status", status)
                .put("lastHeartbeatTime", time)
                .put("lastTransitionTime", since)
                .put("reason", reason)
                .put("message", message);
    }
}
