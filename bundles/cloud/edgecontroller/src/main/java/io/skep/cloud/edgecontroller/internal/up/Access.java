package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.down.EdgeView;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.util.Iterator;

/** What an edge may touch: itself, its pods, and what its pods refer to. Each check throws what the answer then says. */
final class Access {

    private static final String RESERVED_LABELS = "node-restriction.kubernetes.io";

    private final KubeClient kube;
    private final EdgeView view;
    private final Refused refused;

    Access(KubeClient kube, EdgeView view, Refused refused) {
        this.kube = kube;
        this.view = view;
        this.refused = refused;
    }

    private KubeException refuse(EdgeCommand command, KubeResource resource, String why) {
        return refused.refuse(command, resource, command.path().name(), why);
    }

    /** The path's name must be the edge's own. */
    void requireSelf(EdgeCommand command, KubeResource resource) {
        if (!command.path().name().equals(command.path().node())) {
            throw refuse(command, resource, "node " + command.path().node() + " may only act on its own");
        }
    }

    /** A node has one lease, and where leases of nodes are. */
    void requireLease(EdgeCommand command) {
        requireSelf(command, KubeResource.LEASES);
        if (!command.path().namespace().equals("kube-node-lease")) {
            throw refuse(command, KubeResource.LEASES, "the lease of a node is in namespace kube-node-lease");
        }
    }

    /** Labels that operators keep for themselves, to tell trusted nodes by, are not the node's to write. */
    void requireFreeLabels(EdgeCommand command, JsonNode node) {
        for (Iterator<String> names = node.path("metadata").path("labels").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            String prefix = name.substring(0, Math.max(0, name.indexOf('/')));
            if (prefix.equals(RESERVED_LABELS) || prefix.endsWith("." + RESERVED_LABELS)) {
                throw refuse(command, KubeResource.NODES, "the label " + name + " is not a node's to write");
            }
        }
    }

    void requireMirror(EdgeCommand command, JsonNode pod) {
        PodRules.creationFault(pod, command.path().node()).ifPresent(why -> {
            throw refuse(command, KubeResource.PODS, why);
        });
    }

    void requireStatusOnly(EdgeCommand command, JsonNode patch) {
        PodRules.patchFault(patch).ifPresent(why -> {
            throw refuse(command, KubeResource.PODS, why);
        });
    }

    /** An event is about the node itself, one of its pods, or a pod that is gone. */
    void requireOwnSubject(EdgeCommand command, JsonNode event) {
        JsonNode about = event.path("involvedObject");
        String name = about.path("name").asText();
        String node = command.path().node();
        boolean foreign = switch (about.path("kind").asText()) {
            case "Node" -> !name.equals(node);
            case "Pod" ->
                view.findPod(about.path("namespace").asText(), name)
                        .filter(pod -> !isOn(pod, node))
                        .isPresent();
            default -> false;
        };
        if (foreign) {
            throw refuse(command, KubeResource.EVENTS, "it is about what is not on node " + node);
        }
    }

    /** The claim, when a pod on the edge mounts it. */
    ObjectNode checkClaim(EdgeCommand command, ObjectNode claim) {
        if (!isMounted(command, command.path().namespace(), command.path().name())) {
            throw unreferenced(command, KubeResource.PERSISTENTVOLUMECLAIMS);
        }
        return claim;
    }

    /** The volume, when a pod on the edge mounts the claim that it is bound to. */
    ObjectNode checkVolume(EdgeCommand command, ObjectNode volume) {
        JsonNode claim = volume.path("spec").path("claimRef");
        if (!isMounted(
                command, claim.path("namespace").asText(), claim.path("name").asText())) {
            throw unreferenced(command, KubeResource.PERSISTENTVOLUMES);
        }
        return volume;
    }

    private boolean isMounted(EdgeCommand command, String namespace, String claim) {
        return view.hasPod(command.path().node(), namespace, pod -> PodRules.mounts(pod, claim));
    }

    /** The attachment, when it is to the edge. */
    ObjectNode checkAttachment(EdgeCommand command, ObjectNode attachment) {
        if (!attachment
                .path("spec")
                .path("nodeName")
                .asText()
                .equals(command.path().node())) {
            throw refuse(
                    command,
                    KubeResource.VOLUMEATTACHMENTS,
                    "it is not to node " + command.path().node());
        }
        return attachment;
    }

    /** The pod of the path, which must be bound to the edge; NotFound as the API says it. */
    ObjectNode requirePod(EdgeCommand command, String name) {
        String namespace = command.path().namespace();
        ObjectNode pod = view.findPod(namespace, name)
                .filter(known -> isOn(known, command))
                .orElseGet(() -> kube.get(KubeResource.PODS, namespace, name));
        if (!isOn(pod, command)) {
            throw refused.refuse(
                    command,
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

    private KubeException unreferenced(EdgeCommand command, KubeResource resource) {
        return refuse(command, resource, "no pod on node " + command.path().node() + " refers to it");
    }

    /** A token is only for a pod on the edge that runs under the account. */
    void requireBoundPod(EdgeCommand command, JsonNode request) {
        JsonNode bound = request.path("spec").path("boundObjectRef");
        String account = command.path().name();
        if (!bound.path("kind").asText().equals("Pod")) {
            throw refuse(command, KubeResource.SERVICEACCOUNTS, "the token is not bound to a pod");
        }
        ObjectNode pod = requirePod(command, bound.path("name").asText());
        if (PodRules.isMirror(pod)) {
            throw refuse(command, KubeResource.SERVICEACCOUNTS, "a mirror pod runs under no account");
        }
        String runsAs = pod.path("spec").path("serviceAccountName").asText("default");
        if (!runsAs.equals(account) || !bound.path("uid").asText().equals(KubeObject.uid(pod))) {
            throw refuse(command, KubeResource.SERVICEACCOUNTS, "the pod does not run under it");
        }
    }
}
