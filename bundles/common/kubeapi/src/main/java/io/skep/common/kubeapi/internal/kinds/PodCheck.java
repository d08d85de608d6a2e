package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the parts of a pod's spec without which nobody can run it. */
final class PodCheck {

    private static final List<String> RESTARTS = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS = List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> PULLS = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");

    private final List<Cause> causes;

    PodCheck(List<Cause> causes) {
        this.causes = causes;
    }

    void check(JsonNode spec) {
        Set<String> volumes = volumes(spec.path("volumes"));
        if (spec.path("containers").isEmpty()) {
            causes.add(Cause.required("spec.containers", ""));
        }
        Set<String> names = new HashSet<>();
        containers("spec.initContainers", spec.path("initContainers"), volumes, names);
        containers("spec.containers", spec.path("containers"), volumes, names);
        oneOf("spec.restartPolicy", spec.path("restartPolicy"), RESTARTS);
        oneOf("spec.dnsPolicy", spec.path("dnsPolicy"), DNS);
        if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
            causes.add(Cause.invalid(
                    "spec.terminationGracePeriodSeconds",
                    spec.path("terminationGracePeriodSeconds").asText(),
                    "must be greater than or equal to 0"));
        }
        if (!spec.path("nodeName").asText("").isEmpty()) {
            Names.subdomain("spec.nodeName", spec.path("nodeName").asText(), causes);
        }
        MetadataRules.checkLabels("spec.nodeSelector", spec.path("nodeSelector"), causes);
        tolerations(spec.path("tolerations"));
    }

    private Set<String> volumes(JsonNode volumes) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            String field = "spec.volumes[" + i + "]";
            String name = volumes.get(i).path("name").asText("");
            named(field + ".name", name);
            if (!name.isEmpty() && !names.add(name)) {
                causes.add(Cause.duplicate(field + ".name", name));
            }
            if (volumes.get(i).size() > 2) {
                causes.add(Cause.forbidden(field, "may not specify more than 1 volume type"));
            }
        }
        return names;
    }

    private void containers(String field, JsonNode containers, Set<String> volumes, Set<String> names) {
        for (int i = 0; i < containers.size(); i++) {
            String at = field + "[" + i + "]";
            JsonNode container = containers.get(i);
            String name = container.path("name").asText("");
            named(at + ".name", name);
            if (!name.isEmpty() && !names.add(name)) {
                causes.add(Cause.duplicate(at + ".name", name));
            }
            String image = container.path("image").asText("");
            if (image.isEmpty()) {
                causes.add(Cause.required(at + ".image", ""));
            } else if (!image.equals(image.strip())) {
                causes.add(Cause.invalid(at + ".image", image, "must not have leading or trailing whitespace"));
            }
            oneOf(at + ".imagePullPolicy", container.path("imagePullPolicy"), PULLS);
            mounts(at, container.path("volumeMounts"), volumes);
            environment(at, container.path("env"));
            ports(at, container.path("ports"));
            resources(at + ".resources", container.path("resources"));
        }
    }

    private void named(String field, String name) {
        if (name.isEmpty()) {
            causes.add(Cause.required(field, ""));
        } else {
            Names.label(field, name, causes);
        }
    }

    private void mounts(String at, JsonNode mounts, Set<String> volumes) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String field = at + ".volumeMounts[" + i + "]";
            String name = mounts.get(i).path("name").asText("");
            String path = mounts.get(i).path("mountPath").asText("");
            if (name.isEmpty()) {
                causes.add(Cause.required(field + ".name", ""));
            } else if (!volumes.contains(name)) {
                causes.add(new Cause("FieldValueNotFound", "Not found: \"" + name + "\"", field + ".name"));
            }
            if (path.isEmpty()) {
                causes.add(Cause.required(field + ".mountPath", ""));
            } else if (!paths.add(path)) {
                causes.add(Cause.invalid(field + ".mountPath", path, "must be unique"));
            }
        }
    }

    private void environment(String at, JsonNode environment) {
        for (int i = 0; i < environment.size(); i++) {
            String field = at + ".env[" + i + "]";
            JsonNode variable = environment.get(i);
            if (variable.path("name").asText("").isEmpty()) {
                causes.add(Cause.required(field + ".name", ""));
            } else {
                Names.environment(field + ".name", variable.path("name").asText(), causes);
            }
            boolean both = !variable.path("value").asText("").isEmpty()
                    && !variable.path("valueFrom").isEmpty();
            if (both) {
                causes.add(Cause.invalid(field + ".valueFrom", "", "may not be specified when `value` is not empty"));
            }
        }
    }

    private void ports(String at, JsonNode ports) {
        for (int i = 0; i < ports.size(); i++) {
            String field = at + ".ports[" + i + "]";
            JsonNode port = ports.get(i).path("containerPort");
            if (port.isMissingNode() || port.asInt() == 0) {
                causes.add(Cause.required(field + ".containerPort", ""));
            } else if (port.asInt() < 1 || port.asInt() > 65535) {
                causes.add(new Cause(
                        "FieldValueInvalid",
                        "Invalid value: " + port.asText() + ": must be between 1 and 65535, inclusive",
                        field + ".containerPort"));
            }
            oneOf(field + ".protocol", ports.get(i).path("protocol"), PROTOCOLS);
        }
    }

    private void resources(String field, JsonNode resources) {
        for (String list : List.of("limits", "requests")) {
            for (Map.Entry<String, JsonNode> entry : resources.path(list).properties()) {
                if (Quantity.parse(entry.getValue()).isEmpty()) {
                    causes.add(Cause.invalid(
                            field + "." + list + "[" + entry.getKey() + "]",
                            entry.getValue().asText(""),
                            Quantity.RULE));
                }
            }
        }
        for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
            JsonNode limit = resources.path("limits").path(request.getKey());
            if (!limit.isMissingNode() && Quantity.compare(request.getValue(), limit) > 0) {
                causes.add(Cause.invalid(
                        field + ".requests",
                        request.getValue().asText(),
                        "must be less than or equal to " + request.getKey() + " limit"));
            }
        }
    }

    private void tolerations(JsonNode tolerations) {
        for (int i = 0; i < tolerations.size(); i++) {
            JsonNode toleration = tolerations.get(i);
            String operator = toleration.path("operator").asText("");
            String field = "spec.tolerations[" + i + "].operator";
            if (toleration.path("key").asText("").isEmpty() && !operator.equals("Exists")) {
                causes.add(Cause.invalid(
                        field,
                        operator,
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
            } else if (operator.equals("Exists")
                    && !toleration.path("value").asText("").isEmpty()) {
                causes.add(Cause.invalid(field, operator, "value must be empty when `operator` is 'Exists'"));
            }
        }
    }

    private void oneOf(String field, JsonNode value, List<String> allowed) {
        if (!value.isMissingNode() && !allowed.contains(value.asText(""))) {
            causes.add(Cause.notSupported(field, value.asText(""), allowed));
        }
    }
}
