package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.function.Consumer;

/** The defaults of the built-in kinds, as Kubernetes 1.26 sets them when it decodes an object. Absent and null are the same. */
final class BuiltinDefaults {

    private BuiltinDefaults() {}

    static Consumer<ObjectNode> of(String group, String kind) {
        return switch (group + "/" + kind) {
            case "/Pod" -> PodDefaults::apply;
            case "/Secret" -> secret -> set(secret, "type", "Opaque");
            case "/Namespace" -> BuiltinDefaults::namespace;
            case "/Node" -> BuiltinDefaults::node;
            case "/PersistentVolume" -> BuiltinDefaults::volume;
            case "/PersistentVolumeClaim" -> BuiltinDefaults::claim;
            case "authentication.k8s.io/TokenRequest" ->
                request -> set(object(request, "spec"), "expirationSeconds", 3600);
            case "apiextensions.k8s.io/CustomResourceDefinition" -> BuiltinDefaults::definition;
            default -> object -> {};
        };
    }

    static void set(ObjectNode object, String field, String value) {
        if (isAbsent(object, field)) {
            object.put(field, value);
        }
    }

    static void set(ObjectNode object, String field, int value) {
        if (isAbsent(object, field)) {
            object.put(field, value);
        }
    }

    /** The member object, made when it is absent; a fresh one that leads nowhere when the member is something else. */
    static ObjectNode object(ObjectNode parent, String field) {
        if (isAbsent(parent, field)) {
            return parent.putObject(field);
        }
        return parent.get(field) instanceof ObjectNode object ? object : parent.objectNode();
    }

    static boolean isAbsent(JsonNode object, String field) {
        return !object.hasNonNull(field);
    }

    private static void namespace(ObjectNode namespace) {
        String name = namespace.path("metadata").path("name").asText("");
        if (!name.isEmpty()) {
            set(object(object(namespace, "metadata"), "labels"), "kubernetes.io/metadata.name", name);
        }
        set(object(namespace, "status"), "phase", "Active");
    }

    private static void node(ObjectNode node) {
        JsonNode capacity = node.path("status").path("capacity");
        if (capacity.isObject() && isAbsent(node.path("status"), "allocatable")) {
            object(node, "status").set("allocatable", capacity.deepCopy());
        }
    }

    private static void volume(ObjectNode volume) {
        ObjectNode spec = object(volume, "spec");
        set(spec, "persistentVolumeReclaimPolicy", "Retain");
        set(spec, "volumeMode", "Filesystem");
        if (spec.path("hostPath").isObject()) {
            set(object(spec, "hostPath"), "type", "");
        }
        set(object(volume, "status"), "phase", "Pending");
    }

    private static void claim(ObjectNode claim) {
        set(object(claim, "spec"), "volumeMode", "Filesystem");
        set(object(claim, "status"), "phase", "Pending");
    }

    private static void definition(ObjectNode definition) {
        ObjectNode spec = object(definition, "spec");
        set(object(spec, "conversion"), "strategy", "None");
        ObjectNode names = object(spec, "names");
        String kind = names.path("kind").asText("");
        if (!kind.isEmpty()) {
            set(names, "singular", kind.toLowerCase(Locale.ROOT));
            set(names, "listKind", kind + "List");
        }
    }
}
