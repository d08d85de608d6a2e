package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Builtins;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.kinds.Times;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** All verbs together, with what one write brings about elsewhere. */
public final class Verbs {

    private static final String ROOT_CA = "kube-root-ca.crt";

    private final ApiContext api;
    private final Reads reads;
    private final Creates creates;
    private final Updates updates;
    private final Deletes deletes;
    private final CustomDefinitions definitions;
    private final PodActions pods;
    private final Tokens tokens;

    public Verbs(ApiContext api) {
        Admission admission = new Admission(api);
        this.api = api;
        this.reads = new Reads(api);
        this.creates = new Creates(api, admission);
        this.updates = new Updates(api, admission, creates);
        this.deletes = new Deletes(api);
        this.definitions = new CustomDefinitions(api, deletes);
        this.pods = new PodActions(api, deletes);
        this.tokens = new Tokens(api);
        definitions.resume();
    }

    public Reads reads() {
        return reads;
    }

    public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
        ObjectNode created = creates.create(resource, namespace, object, options);
        if (resource.served().qualifiedName().equals("namespaces") && !options.dryRun()) {
            publishRootCa(created.path("metadata").path("name").asText());
        }
        return created;
    }

    /** Writes the API's CA into a namespace, where pods' token volumes look for it. */
    public void publishRootCa(String namespace) {
        Resource configMaps = api.catalog().builtin("v1", "configmaps");
        api.options().rootCa().ifPresent(pem -> {
            Optional<StoredObject> there = api.store().find(configMaps.key(namespace, ROOT_CA));
            if (there.isEmpty()) {
                creates.create(configMaps, namespace, rootCa(pem), WriteOptions.strict());
            } else if (!there.get().tree().path("data").path("ca.crt").asText().equals(pem)) {
                updates.update(configMaps, namespace, ROOT_CA, "", rootCa(pem), WriteOptions.strict());
            }
        });
    }

    private static ObjectNode rootCa(String pem) {
        ObjectNode configMap = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        configMap
                .putObject("metadata")
                .put("name", ROOT_CA)
                .putObject("annotations")
                .put(
                        "kubernetes.io/description",
                        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints.");
        configMap.putObject("data").put("ca.crt", pem);
        return configMap;
    }

    public ObjectNode update(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            WriteOptions options) {
        ObjectNode updated = updates.update(resource, namespace, name, subresource, object, options);
        removed(resource);
        return updated;
    }

    public ObjectNode patch(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            UnaryOperator<ObjectNode> change,
            WriteOptions options) {
        ObjectNode patched = updates.patch(resource, namespace, name, subresource, change, options);
        removed(resource);
        return patched;
    }

    public Deletes.Outcome delete(Resource resource, String namespace, String name, DeleteOptions options) {
        if (resource.served().qualifiedName().equals(Builtins.CRDS)) {
            return definitions.delete(resource, name, options);
        }
        Deletes.Outcome outcome = deletes.delete(resource, namespace, name, options);
        removed(resource);
        return outcome;
    }

    /** Deletes each object that is selected; gives back what was found. */
    public List<ObjectNode> deleteCollection(
            Resource resource, String namespace, ListOptions which, DeleteOptions options) {
        List<ObjectNode> deleted = new ArrayList<>();
        for (StoredObject object : reads.list(resource, namespace, which).objects()) {
            try {
                deleted.add(
                        delete(resource, object.key().namespace(), object.key().name(), options)
                                .object());
            } catch (ApiException e) {
                if (e.httpCode() != 404 && e.httpCode() != 403) {
                    throw e;
                }
            }
        }
        return deleted;
    }

    private void removed(Resource resource) {
        if (api.catalog().isTerminating(resource)) {
            definitions.settle(resource.served().qualifiedName());
        }
    }

    /** Creates on a subresource, or asks a kind that is not stored. */
    public ObjectNode act(
            Resource resource, String namespace, String name, String subresource, ObjectNode body, boolean dryRun) {
        return switch (resource.served().plural() + "/" + subresource) {
            case "pods/binding" -> done(() -> pods.bind(resource, namespace, name, body, dryRun));
            case "bindings/" ->
                done(() -> pods.bind(
                        api.catalog().builtin("v1", "pods"),
                        namespace,
                        body.path("metadata").path("name").asText(),
                        body,
                        dryRun));
            case "pods/eviction" -> done(() -> pods.evict(resource, namespace, name, body, dryRun));
            case "serviceaccounts/token" -> tokens.create(resource, namespace, name, body, dryRun);
            case "selfsubjectaccessreviews/" -> allowed(body);
            case "selfsubjectrulesreviews/" -> rules(body);
            default ->
                throw ApiException.of(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        };
    }

    private static ObjectNode done(Runnable action) {
        action.run();
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }

    private ObjectNode allowed(ObjectNode review) {
        review.withObjectProperty("metadata")
                .put("creationTimestamp", Times.seconds(api.clock().instant()));
        review.putObject("status").put("allowed", true).put("reason", "every client of this API is an administrator");
        return review;
    }

    private static ObjectNode rules(ObjectNode review) {
        review.withObjectProperty("metadata");
        ObjectNode status = review.putObject("status").put("incomplete", false);
        ObjectNode resources = status.putArray("resourceRules").addObject();
        List.of("verbs", "apiGroups", "resources")
                .forEach(list -> resources.putArray(list).add("*"));
        ObjectNode paths = status.putArray("nonResourceRules").addObject();
        List.of("verbs", "nonResourceURLs").forEach(list -> paths.putArray(list).add("*"));
        return review;
    }
}
