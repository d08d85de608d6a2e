package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Names;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.model.KubeObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A new pod's service account, token volume and runtime class. */
final class PodAdmission {

    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final String RUNTIME_ANNOTATION = "skep.io/runtime";
    private static final String OSGI = "osgi";

    private final ApiContext api;

    PodAdmission(ApiContext api) {
        this.api = api;
    }

    void admit(Resource pods, ObjectNode pod) {
        runtimeClass(pods, pod);
        account(pods, pod);
    }

    private void account(Resource pods, ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        String namespace = KubeObject.namespace(pod);
        String name = spec.path("serviceAccountName").asText();
        Resource accounts = api.catalog().builtin("v1", "serviceaccounts");
        Optional<ObjectNode> account =
                api.store().find(accounts.key(namespace, name)).map(StoredObject::tree);
        // the account "default" is made by a controller a moment after its namespace
        if (account.isEmpty() && !name.equals("default")) {
            throw ApiException.forbidden(
                    pods.served(),
                    KubeObject.name(pod),
                    "error looking up service account " + namespace + "/" + name + ": serviceaccount \"" + name
                            + "\" not found");
        }
        account.map(found -> found.path("imagePullSecrets"))
                .filter(secrets -> !secrets.isEmpty())
                .ifPresent(secrets -> {
                    if (spec.path("imagePullSecrets").isEmpty()) {
                        spec.set("imagePullSecrets", secrets);
                    }
                });
        boolean accountMounts = account.map(
                        found -> found.path("automountServiceAccountToken").asBoolean(true))
                .orElse(true);
        if (api.options().rootCa().isPresent()
                && !runsInTheAgent(pod)
                && spec.path("automountServiceAccountToken").asBoolean(accountMounts)) {
            mountToken(spec);
        }
    }

    /** A pod of bundles has no containers to mount anything into; it runs in the node's agent, which speaks for it. */
    private boolean runsInTheAgent(ObjectNode pod) {
        String runtimeClass = pod.path("spec").path("runtimeClassName").asText("");
        String annotation = pod.path("metadata")
                .path("annotations")
                .path(RUNTIME_ANNOTATION)
                .asText("");
        Resource classes = api.catalog().builtin("node.k8s.io/v1", "runtimeclasses");
        return annotation.equals(OSGI)
                || !runtimeClass.isEmpty()
                        && api.store()
                                .find(classes.key("", runtimeClass))
                                .filter(found ->
                                        found.tree().path("handler").asText().equals(OSGI))
                                .isPresent();
    }

    private void mountToken(ObjectNode spec) {
        String volume = Names.generate("kube-api-access-", api.options().random());
        boolean mounted = false;
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                if (container instanceof ObjectNode node && !hasMount(node)) {
                    node.withArrayProperty("volumeMounts")
                            .addObject()
                            .put("name", volume)
                            .put("readOnly", true)
                            .put("mountPath", TOKEN_PATH);
                    mounted = true;
                }
            }
        }
        if (mounted) {
            volume(spec.withArrayProperty("volumes")
                    .addObject()
                    .put("name", volume)
                    .putObject("projected"));
        }
    }

    private static boolean hasMount(ObjectNode container) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (mount.path("mountPath").asText().equals(TOKEN_PATH)) {
                return true;
            }
        }
        return false;
    }

    private static void volume(ObjectNode projected) {
        projected.put("defaultMode", 420);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", 3607)
                .put("path", "token");
        ObjectNode ca = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        ca.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace")
                .putObject("fieldRef")
                .put("apiVersion", "v1")
                .put("fieldPath", "metadata.namespace");
    }

    private void runtimeClass(Resource pods, ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        String name = spec.path("runtimeClassName").asText("");
        if (name.isEmpty()) {
            return;
        }
        Resource classes = api.catalog().builtin("node.k8s.io/v1", "runtimeclasses");
        ObjectNode found = api.store()
                .find(classes.key("", name))
                .map(StoredObject::tree)
                .orElseThrow(() -> ApiException.forbidden(
                        pods.served(), KubeObject.name(pod), "pod rejected: RuntimeClass \"" + name + "\" not found"));
        JsonNode overhead = found.path("overhead").path("podFixed");
        if (!overhead.isEmpty()) {
            spec.set("overhead", overhead);
        }
        schedule(pods, pod, spec, name, found.path("scheduling"));
    }

    private static void schedule(Resource pods, ObjectNode pod, ObjectNode spec, String name, JsonNode scheduling) {
        for (Map.Entry<String, JsonNode> label : scheduling.path("nodeSelector").properties()) {
            JsonNode own = spec.path("nodeSelector").path(label.getKey());
            if (!own.isMissingNode() && !own.equals(label.getValue())) {
                throw ApiException.forbidden(
                        pods.served(),
                        KubeObject.name(pod),
                        "pod rejected: conflict: runtimeClass.scheduling.nodeSelector[" + label.getKey() + "] = "
                                + label.getValue().asText() + "; pod.spec.nodeSelector[" + label.getKey() + "] = "
                                + own.asText() + " (RuntimeClass " + name + ")");
            }
            spec.withObjectProperty("nodeSelector").set(label.getKey(), label.getValue());
        }
        for (JsonNode toleration : scheduling.path("tolerations")) {
            spec.withArrayProperty("tolerations").add(toleration);
        }
    }
}
