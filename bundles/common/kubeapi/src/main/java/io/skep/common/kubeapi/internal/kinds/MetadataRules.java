package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.List;
import java.util.Map;

/** Checks what every object has: {@code metadata}. */
public final class MetadataRules {

    private static final int MAX_ANNOTATIONS = 256 * 1024;

    private MetadataRules() {}

    public static void check(ObjectNode object, List<Cause> causes) {
        JsonNode metadata = object.path("metadata");
        checkLabels("metadata.labels", metadata.path("labels"), causes);
        checkAnnotations(metadata.path("annotations"), causes);
        checkOwners(metadata.path("ownerReferences"), causes);
        for (JsonNode finalizer : metadata.path("finalizers")) {
            Names.qualified("metadata.finalizers", finalizer.asText(), causes);
        }
    }

    public static void checkLabels(String field, JsonNode labels, List<Cause> causes) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            Names.qualified(field, label.getKey(), causes);
            Names.labelValue(field, label.getValue().asText(""), causes);
        }
    }

    private static void checkAnnotations(JsonNode annotations, List<Cause> causes) {
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
            Names.qualified("metadata.annotations", annotation.getKey(), causes);
            size += annotation.getKey().length()
                    + annotation.getValue().asText("").length();
        }
        if (size > MAX_ANNOTATIONS) {
            causes.add(
                    new Cause("FieldValueTooLong", "Too long: must have at most 262144 bytes", "metadata.annotations"));
        }
    }

    private static void checkOwners(JsonNode owners, List<Cause> causes) {
        int controllers = 0;
        for (JsonNode owner : owners) {
            for (String member : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(member).asText("").isEmpty()) {
                    String detail =
                            member.equals("apiVersion") ? "version must not be empty" : member + " must not be empty";
                    causes.add(Cause.invalid("metadata.ownerReferences." + member, "", detail));
                }
            }
            controllers += owner.path("controller").asBoolean() ? 1 : 0;
        }
        if (controllers > 1) {
            causes.add(Cause.invalid(
                    "metadata.ownerReferences",
                    "",
                    "Only one reference can have Controller set to true. Found " + controllers + " references"));
        }
    }
}
