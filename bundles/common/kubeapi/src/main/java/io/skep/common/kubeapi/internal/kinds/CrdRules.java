package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.Schemas;
import io.skep.common.model.KubeObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Definitions of custom resources: names, versions, structural schemas. */
final class CrdRules implements KindRules {

    private static final List<String> SCOPES = List.of("Cluster", "Namespaced");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean takesBlindUpdates() {
        return false;
    }

    @Override
    public void prepareCreate(ObjectNode crd) {
        fill(crd);
    }

    @Override
    public void prepareUpdate(ObjectNode crd, ObjectNode before) {
        fill(crd);
    }

    private static void fill(ObjectNode crd) {
        ObjectNode spec = crd.withObjectProperty("spec");
        ObjectNode names = spec.withObjectProperty("names");
        String kind = names.path("kind").asText("");
        if (names.path("singular").asText("").isEmpty()) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (names.path("listKind").asText("").isEmpty() && !kind.isEmpty()) {
            names.put("listKind", kind + "List");
        }
        if (!spec.hasNonNull("conversion")) {
            spec.putObject("conversion").put("strategy", "None");
        }
    }

    @Override
    public void check(ObjectNode crd, List<Cause> causes) {
        JsonNode spec = crd.path("spec");
        JsonNode names = spec.path("names");
        String plural = names.path("plural").asText("");
        String group = spec.path("group").asText("");
        Names.subdomain("spec.group", group, causes);
        if (!group.contains(".")) {
            causes.add(Cause.invalid("spec.group", group, "should be a domain with at least one dot"));
        }
        Names.label("spec.names.plural", plural, causes);
        Names.label("spec.names.singular", names.path("singular").asText(""), causes);
        Names.label("spec.names.kind", names.path("kind").asText("").toLowerCase(Locale.ROOT), causes);
        for (JsonNode shortName : names.path("shortNames")) {
            Names.label("spec.names.shortNames", shortName.asText(""), causes);
        }
        if (!KubeObject.name(crd).equals(plural + "." + group)) {
            causes.add(
                    Cause.invalid("metadata.name", KubeObject.name(crd), "must be spec.names.plural+\".\"+spec.group"));
        }
        if (!SCOPES.contains(spec.path("scope").asText(""))) {
            causes.add(Cause.notSupported("spec.scope", spec.path("scope").asText(""), SCOPES));
        }
        if (spec.path("preserveUnknownFields").asBoolean()) {
            causes.add(Cause.invalid(
                    "spec.preserveUnknownFields", "true", "must be false in order to use defaults in the schema"));
        }
        if (!spec.path("conversion").path("strategy").asText("None").equals("None")) {
            causes.add(Cause.notSupported(
                    "spec.conversion.strategy",
                    spec.path("conversion").path("strategy").asText(),
                    List.of("None")));
        }
        versions(spec.path("versions"), causes);
    }

    private static void versions(JsonNode versions, List<Cause> causes) {
        Set<String> names = new HashSet<>();
        int storages = 0;
        for (int i = 0; i < versions.size(); i++) {
            String field = "spec.versions[" + i + "]";
            JsonNode version = versions.get(i);
            Names.label(field + ".name", version.path("name").asText(""), causes);
            if (!names.add(version.path("name").asText(""))) {
                causes.add(Cause.duplicate(field + ".name", version.path("name").asText("")));
            }
            storages += version.path("storage").asBoolean() ? 1 : 0;
            if (version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema) {
                for (FieldError fault : Schemas.checkCrdSchema(schema, field + ".schema.openAPIV3Schema")) {
                    causes.add(new Cause(fault.reason(), fault.message(), fault.path()));
                }
            } else {
                causes.add(Cause.required(field + ".schema.openAPIV3Schema", "schemas are required"));
            }
        }
        if (storages != 1) {
            causes.add(Cause.invalid("spec.versions", "", "must have exactly one version marked as storage version"));
        }
    }

    @Override
    public void checkUpdate(ObjectNode crd, ObjectNode before, List<Cause> causes) {
        for (String member : List.of("group", "scope")) {
            immutable(
                    "spec." + member,
                    crd.path("spec").path(member),
                    before.path("spec").path(member),
                    causes);
        }
        for (String member : List.of("plural", "kind")) {
            immutable(
                    "spec.names." + member,
                    crd.path("spec").path("names").path(member),
                    before.path("spec").path("names").path(member),
                    causes);
        }
    }

    private static void immutable(String field, JsonNode now, JsonNode before, List<Cause> causes) {
        if (!now.equals(before)) {
            causes.add(Cause.invalid(field, now.asText(""), "field is immutable"));
        }
    }
}
