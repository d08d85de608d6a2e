package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.model.Json;
import java.util.List;
import java.util.Set;

/** Builds the paths of one OpenAPI document. Used once, by one thread. */
final class Operations {

    private record Parameter(String name, String type, String description) {}

    private static final Parameter DRY_RUN = new Parameter(
            "dryRun", "string", "All: check the request and answer as if it were done, but store nothing.");
    private static final Parameter FIELD_MANAGER = new Parameter("fieldManager", "string", "Who makes the change.");
    private static final Parameter FIELD_VALIDATION = new Parameter(
            "fieldValidation",
            "string",
            "What becomes of unknown and duplicate fields: Ignore drops them, Warn also answers with a warning, Strict refuses.");
    private static final Parameter PRETTY = new Parameter("pretty", "string", "true: the answer is indented.");
    private static final List<Parameter> WRITE = List.of(PRETTY, DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
    private static final List<Parameter> PATCH = List.of(
            PRETTY, DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION, new Parameter("force", "boolean", "Take over fields."));
    private static final List<Parameter> LIST = List.of(
            PRETTY,
            new Parameter("allowWatchBookmarks", "boolean", "The watch also sends bookmarks."),
            new Parameter("continue", "string", "Where the previous part of the list ended."),
            new Parameter("fieldSelector", "string", "Only objects whose fields fit."),
            new Parameter("labelSelector", "string", "Only objects whose labels fit."),
            new Parameter("limit", "integer", "At most so many objects."),
            new Parameter("resourceVersion", "string", "Not older than this."),
            new Parameter("resourceVersionMatch", "string", "How resourceVersion is meant."),
            new Parameter("timeoutSeconds", "integer", "The watch ends after this time."),
            new Parameter("watch", "boolean", "Answer with the changes, as they come."));
    private static final List<Parameter> DELETE = List.of(
            PRETTY,
            DRY_RUN,
            new Parameter("gracePeriodSeconds", "integer", "How long the object may take to end."),
            new Parameter("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
            new Parameter("propagationPolicy", "string", "Orphan, Background or Foreground."));

    private static final Set<String> ANSWERED_ONLY_TO_GET = Set.of("log");

    private final Dialect dialect;
    private final SchemaDocuments schemas;
    private final ObjectNode paths = Json.object();

    Operations(Dialect dialect, SchemaDocuments schemas) {
        this.dialect = dialect;
        this.schemas = schemas;
    }

    ObjectNode paths() {
        return paths;
    }

    void add(ServedResource resource) {
        String base = "/" + path(resource);
        String scope = resource.namespaced() ? "/namespaces/{namespace}/" : "/";
        String collection = base + scope + resource.plural();
        operation(resource, "list", collection, "get", "list", schemas.list(resource), LIST);
        operation(resource, "create", collection, "post", "post", schemas.kind(resource), WRITE);
        operation(resource, "deletecollection", collection, "delete", "deletecollection", status(), DELETE);
        String item = collection + "/{name}";
        item(resource, item, "");
        operation(resource, "delete", item, "delete", "delete", status(), DELETE);
        if (resource.namespaced()) {
            operation(resource, "list", base + "/" + resource.plural(), "get", "list", schemas.list(resource), LIST);
        }
        resource.subresources().stream().sorted().forEach(name -> subresource(resource, item, name));
    }

    static String path(ServedResource resource) {
        return (resource.group().isEmpty() ? "api/" : "apis/") + resource.apiVersion();
    }

    private String status() {
        return schemas.named(SchemaDocuments.META + "Status");
    }

    private void item(ServedResource resource, String path, String id) {
        String kind = schemas.kind(resource);
        operation(resource, "get", path, "get", "get" + id, kind, List.of(PRETTY));
        operation(resource, "update", path, "put", "put" + id, kind, WRITE);
        operation(resource, "patch", path, "patch", "patch" + id, kind, PATCH);
    }

    private void subresource(ServedResource resource, String item, String name) {
        String path = item + "/" + name;
        switch (name) {
            case "status" -> item(resource, path, "");
            case "binding" -> post(path, schemas.named("io.k8s.api.core.v1.Binding"), "", "Binding");
            case "eviction" -> post(path, schemas.named("io.k8s.api.policy.v1.Eviction"), "policy", "Eviction");
            case "token" ->
                post(
                        path,
                        schemas.named("io.k8s.api.authentication.v1.TokenRequest"),
                        "authentication.k8s.io",
                        "TokenRequest");
            default -> {
                if (ANSWERED_ONLY_TO_GET.contains(name)) {
                    operation(resource, "get", path, "get", "get", "", List.of(PRETTY));
                }
            }
        }
    }

    private void post(String path, String schema, String group, String kind) {
        ObjectNode operation = put(path, "post", "post", group, "v1", kind, WRITE);
        body(operation, List.of("*/*"), schema);
        responses(operation, schema);
    }

    private void operation(
            ServedResource resource,
            String verb,
            String path,
            String method,
            String action,
            String answer,
            List<Parameter> parameters) {
        if (!resource.verbs().contains(verb)) {
            return;
        }
        ObjectNode operation =
                put(path, method, action, resource.group(), resource.version(), resource.kind(), parameters);
        switch (method) {
            case "post", "put" -> body(operation, List.of("*/*"), schemas.kind(resource));
            case "patch" -> body(operation, patchTypes(resource), schemas.named(SchemaDocuments.META + "Patch"));
            case "delete" -> body(operation, List.of("*/*"), schemas.named(SchemaDocuments.META + "DeleteOptions"));
            default -> {}
        }
        responses(operation, answer);
    }

    private static List<String> patchTypes(ServedResource resource) {
        return resource.crdSchema().isPresent()
                ? List.of("application/json-patch+json", "application/merge-patch+json")
                : List.of(
                        "application/json-patch+json",
                        "application/merge-patch+json",
                        "application/strategic-merge-patch+json");
    }

    private ObjectNode put(
            String path,
            String method,
            String action,
            String group,
            String version,
            String kind,
            List<Parameter> parameters) {
        ObjectNode operation =
                (paths.get(path) instanceof ObjectNode known ? known : paths.putObject(path)).putObject(method);
        operation.put("operationId", operationId(method, path));
        ArrayNode list = operation.putArray("parameters");
        for (String name : List.of("name", "namespace")) {
            if (path.contains("{" + name + "}")) {
                parameter(list, new Parameter(name, "string", "The object's " + name + "."), "path")
                        .put("required", true);
            }
        }
        parameters.forEach(parameter -> parameter(list, parameter, "query"));
        operation.put("x-kubernetes-action", action);
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", group)
                .put("kind", kind)
                .put("version", version);
        return operation;
    }

    /** The method and the words of the path: unique, and made only of letters and digits. */
    private static String operationId(String method, String path) {
        StringBuilder id = new StringBuilder(method);
        for (String word : path.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                id.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return id.toString();
    }

    private ObjectNode parameter(ArrayNode list, Parameter parameter, String in) {
        ObjectNode node = list.addObject()
                .put("name", parameter.name())
                .put("in", in)
                .put("description", parameter.description());
        if (dialect == Dialect.V2) {
            node.put("type", parameter.type());
        } else {
            node.putObject("schema").put("type", parameter.type());
        }
        node.put("uniqueItems", true);
        return node;
    }

    private void body(ObjectNode operation, List<String> mediaTypes, String schema) {
        if (dialect == Dialect.V2) {
            ArrayNode consumes = operation.putArray("consumes");
            mediaTypes.forEach(consumes::add);
            ((ArrayNode) operation.get("parameters"))
                    .addObject()
                    .put("name", "body")
                    .put("in", "body")
                    .put("required", true)
                    .set("schema", dialect.reference(schema));
            return;
        }
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        mediaTypes.forEach(type -> content.putObject(type).set("schema", dialect.reference(schema)));
    }

    private void responses(ObjectNode operation, String schema) {
        ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
        if (dialect == Dialect.V2) {
            operation.putArray("produces").add(schema.isEmpty() ? "text/plain" : "application/json");
            ok.set("schema", schema.isEmpty() ? Json.object().put("type", "string") : dialect.reference(schema));
        } else if (schema.isEmpty()) {
            ok.putObject("content").putObject("text/plain").putObject("schema").put("type", "string");
        } else {
            ok.putObject("content").putObject("application/json").set("schema", dialect.reference(schema));
        }
    }
}
