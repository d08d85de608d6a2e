package io.skep.common.kubeapi.internal.schema;

import static io.skep.common.kubeapi.internal.schema.BuiltinDefaults.isAbsent;
import static io.skep.common.kubeapi.internal.schema.BuiltinDefaults.object;
import static io.skep.common.kubeapi.internal.schema.BuiltinDefaults.set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The defaults of a pod. */
final class PodDefaults {

    private static final int FILE_MODE = 0644;
    private static final Set<String> FILE_SOURCES = Set.of("secret", "configMap", "downwardAPI", "projected");

    private PodDefaults() {}

    static void apply(ObjectNode pod) {
        ObjectNode spec = object(pod, "spec");
        set(spec, "restartPolicy", "Always");
        set(spec, "terminationGracePeriodSeconds", 30);
        set(spec, "dnsPolicy", "ClusterFirst");
        set(spec, "schedulerName", "default-scheduler");
        object(spec, "securityContext");
        if (isAbsent(spec, "enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        boolean hostNetwork = spec.path("hostNetwork").asBoolean();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            each(spec, list, container -> container(container, hostNetwork));
        }
        each(spec, "volumes", PodDefaults::volume);
        set(object(pod, "status"), "phase", "Pending");
    }

    private static void each(JsonNode parent, String list, Consumer<ObjectNode> action) {
        for (JsonNode item : parent.path(list)) {
            if (item instanceof ObjectNode object) {
                action.accept(object);
            }
        }
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        set(container, "terminationMessagePath", "/dev/termination-log");
        set(container, "terminationMessagePolicy", "File");
        set(container, "imagePullPolicy", pullPolicy(container.path("image").asText("")));
        requests(object(container, "resources"));
        each(container, "ports", port -> {
            set(port, "protocol", "TCP");
            if (hostNetwork
                    && isAbsent(port, "hostPort")
                    && port.path("containerPort").isInt()) {
                port.put("hostPort", port.path("containerPort").asInt());
            }
        });
        each(container, "env", variable -> {
            if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode field) {
                set(field, "apiVersion", "v1");
            }
        });
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.path(probe) instanceof ObjectNode object) {
                probe(object);
            }
        }
        for (String hook : List.of("postStart", "preStop")) {
            httpGet(container.path("lifecycle").path(hook));
        }
    }

    /** Limits without a request are requested. */
    private static void requests(ObjectNode resources) {
        if (!resources.path("limits").isEmpty()) {
            ObjectNode requests = object(resources, "requests");
            resources.path("limits").properties().forEach(limit -> {
                if (!requests.has(limit.getKey())) {
                    requests.set(limit.getKey(), limit.getValue());
                }
            });
        }
    }

    private static String pullPolicy(String image) {
        String reference = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !reference.contains("@") && (!reference.contains(":") || reference.endsWith(":latest"));
        return latest ? "Always" : "IfNotPresent";
    }

    private static void probe(ObjectNode probe) {
        set(probe, "timeoutSeconds", 1);
        set(probe, "periodSeconds", 10);
        set(probe, "successThreshold", 1);
        set(probe, "failureThreshold", 3);
        httpGet(probe);
        if (probe.path("grpc") instanceof ObjectNode grpc) {
            set(grpc, "service", "");
        }
    }

    private static void httpGet(JsonNode handler) {
        if (handler.path("httpGet") instanceof ObjectNode get) {
            set(get, "path", "/");
            set(get, "scheme", "HTTP");
        }
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1 && volume.has("name")) {
            volume.putObject("emptyDir");
        }
        for (String source : FILE_SOURCES) {
            if (volume.path(source) instanceof ObjectNode files) {
                set(files, "defaultMode", FILE_MODE);
            }
        }
        if (volume.path("hostPath") instanceof ObjectNode path) {
            set(path, "type", "");
        }
        each(volume.path("downwardAPI"), "items", PodDefaults::fieldRef);
        each(volume.path("projected"), "sources", source -> {
            if (source.path("serviceAccountToken") instanceof ObjectNode token) {
                set(token, "expirationSeconds", 3600);
            }
            each(source.path("downwardAPI"), "items", PodDefaults::fieldRef);
        });
    }

    private static void fieldRef(ObjectNode item) {
        if (item.path("fieldRef") instanceof ObjectNode field) {
            set(field, "apiVersion", "v1");
        }
    }
}
