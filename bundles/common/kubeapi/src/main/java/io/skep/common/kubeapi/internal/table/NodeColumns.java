package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.table.TableColumns;
import java.util.TreeSet;

/** The columns of nodes. */
final class NodeColumns {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    static final TableColumns COLUMNS = Column.Set.of(
            Column.NAME,
            Column.text("Status", "Whether the node is ready, and takes pods.", NodeColumns::status),
            Column.text("Roles", "Roles of the node.", NodeColumns::roles),
            Column.AGE,
            info("Version", "Version of the node's agent.", "kubeletVersion", ""),
            Column.text("Internal-IP", "Address inside the cluster.", node -> address(node, "InternalIP"))
                    .wide(),
            Column.text("External-IP", "Address for the outside.", node -> address(node, "ExternalIP"))
                    .wide(),
            info("OS-Image", "Operating system.", "osImage", Ages.UNKNOWN).wide(),
            info("Kernel-Version", "Version of the kernel.", "kernelVersion", Ages.UNKNOWN)
                    .wide(),
            info("Container-Runtime", "Runtime of the containers.", "containerRuntimeVersion", Ages.UNKNOWN)
                    .wide());

    private NodeColumns() {}

    private static Column info(String name, String description, String field, String absent) {
        return Column.text(name, description, node -> {
            String value = node.at("/status/nodeInfo").path(field).asText("");
            return value.isEmpty() ? absent : value;
        });
    }

    private static String status(ObjectNode node) {
        String status = "Unknown";
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                status = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.path("spec").path("unschedulable").asBoolean() ? status + ",SchedulingDisabled" : status;
    }

    private static String roles(ObjectNode node) {
        TreeSet<String> roles = new TreeSet<>();
        node.path("metadata").path("labels").properties().forEach(label -> {
            if (label.getKey().startsWith(ROLE_PREFIX) && label.getKey().length() > ROLE_PREFIX.length()) {
                roles.add(label.getKey().substring(ROLE_PREFIX.length()));
            } else if (label.getKey().equals("kubernetes.io/role")
                    && !label.getValue().asText().isEmpty()) {
                roles.add(label.getValue().asText());
            }
        });
        return roles.isEmpty() ? "<none>" : String.join(",", roles);
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (address.path("type").asText().equals(type)) {
                return address.path("address").asText();
            }
        }
        return "<none>";
    }
}
