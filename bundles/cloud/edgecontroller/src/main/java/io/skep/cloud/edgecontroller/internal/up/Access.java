package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.down.EdgeView;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;

/** What an edge may touch: itself, its pods, and what its pods refer to. Each check throws what the answer then says. */
final class Access {

    private final KubeClient kube;
    private final EdgeView view;

    Access(KubeClient kube, EdgeView view) {
        this.kube = kube;
        this.view = view;
    }

    /** The path's name must be the edge's own. */
    static void requireSelf(EdgeCommand command, KubeResource resource) {
        if (!command.path().name().equals(command.path().node())) {
            throw Answers.forbidden(
                    resource, command.path().name(), "node " + command.path().node() + " may only act on its own");
        }
    }

    /** The pod of the path, which must be bound to the edge; NotFound as the API says it. */
    ObjectNode requirePod(EdgeCommand command, String name) {
        String namespace = command.path().namespace();
        ObjectNode pod = view.findPod(namespace, name)
                .filter(known -> isOn(known, command))
                .orElseGet(() -> kube.get(KubeResource.PODS, namespace, name));
        if (!isOn(pod, command)) {
            throw Answers.forbidden(
                    KubeResource.PODS,
                    name,
                    "it is not on node " + command.path().node());
        }
        return pod;
    }

    private static boolean isOn(JsonNode pod, EdgeCommand command) {
        return isOn(pod, command.path().node());
    }

    static boolean isOn(JsonNode pod, String node) {
        return pod.path("spec").path("nodeName").asText().equals(node);
    }

    void requireConfigMap(EdgeCommand command) {
        if (!view.needsConfigMap(
                command.path().node(),
                command.path().namespace(),
                command.path().name())) {
            throw unreferenced(command, KubeResource.CONFIGMAPS);
        }
    }

    void requireSecret(EdgeCommand command) {
        if (!view.needsSecret(
                command.path().node(),
                command.path().namespace(),
                command.path().name())) {
            throw unreferenced(command, KubeResource.SECRETS);
        }
    }

    private static KubeException unreferenced(EdgeCommand command, KubeResource resource) {
        return Answers.forbidden(
                resource,
                command.path().name(),
                "no pod on node " + command.path().node() + " refers to it");
    }

    /** A token is only for a pod on the edge that runs under the account. */
    void requireBoundPod(EdgeCommand command, JsonNode request) {
        JsonNode bound = request.path("spec").path("boundObjectRef");
        String account = command.path().name();
        if (!bound.path("kind").asText().equals("Pod")) {
            throw Answers.forbidden(KubeResource.SERVICEACCOUNTS, account, "the token is not bound to a pod");
        }
        ObjectNode pod = requirePod(command, bound.path("name").asText());
        String runsAs = pod.path("spec").path("serviceAccountName").asText("default");
        if (!runsAs.equals(account) || !bound.path("uid").asText().equals(KubeObject.uid(pod))) {
            throw Answers.forbidden(KubeResource.SERVICEACCOUNTS, account, "the pod does not run under it");
        }
    }
}
