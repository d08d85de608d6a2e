package io.skep.itests.wire.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import java.util.Map;
import java.util.Optional;

/** Puts the API into the state that the recorded cloud had when it sent a message: objects with all members that the API server writes. */
final class Cluster {

    private static final Map<String, KubeResource> TYPES = Map.ofEntries(
            Map.entry("node", KubeResource.NODES),
            Map.entry("nodepatch", KubeResource.NODES),
            Map.entry("pod", KubeResource.PODS),
            Map.entry("podpatch", KubeResource.PODS),
            Map.entry("lease", KubeResource.LEASES),
            Map.entry("configmap", KubeResource.CONFIGMAPS),
            Map.entry("secret", KubeResource.SECRETS),
            Map.entry("persistentvolume", KubeResource.PERSISTENTVOLUMES));

    private final FakeKube kube;

    Cluster(FakeKube kube) {
        this.kube = kube;
    }

    /** Before the request is sent to our cloud: what its answer is about. */
    void prepare(Message request, Message answer) {
        ResourcePath path = ResourcePath.parseEdge(answer.resource()).orElseThrow();
        JsonNode content = Json.tree(answer.content() == null ? Json.object() : answer.content());
        if (path.type().equals("serviceaccounttoken")) {
            account(path);
            if (content.has("status")) {
                kube.prime(KubeResource.SERVICEACCOUNTS, (ObjectNode) content);
            }
            return;
        }
        KubeResource resource = TYPES.get(path.type());
        if (resource == null || !content.isObject() || content.has("ErrStatus")) {
            return;
        }
        boolean wrapped = content.has("Object") && content.has("Err");
        if (wrapped && !content.path("Err").isNull()) {
            return;
        }
        ObjectNode object = typed(resource, (ObjectNode) (wrapped ? content.path("Object") : content));
        if (request.operation().equals(Operations.QUERY)) {
            kube.put(resource, object);
        } else {
            kube.prime(resource, object);
        }
    }

    /** The node was deleted while its edge was away. */
    void removeNode(String name) {
        ObjectNode node = Json.object();
        KubeObject.metadata(node).put("name", name);
        kube.drop(KubeResource.NODES, node);
    }

    /** What the operator did to make the recorded cloud send this by itself. */
    void act(Message push) {
        KubeResource resource = find(push).orElseThrow();
        ObjectNode object = (ObjectNode) Json.tree(push.content());
        if (push.operation().equals(Operations.DELETE)) {
            kube.drop(resource, object);
        } else {
            kube.put(resource, object);
        }
    }

    static Optional<KubeResource> find(Message push) {
        return ResourcePath.parseEdge(push.resource()).map(path -> TYPES.get(path.type()));
    }

    private void account(ResourcePath path) {
        ObjectNode account = Json.object();
        account.putObject("metadata").put("name", path.name()).put("namespace", path.namespace());
        kube.put(KubeResource.SERVICEACCOUNTS, account);
    }

    private static ObjectNode typed(KubeResource resource, ObjectNode object) {
        ObjectNode typed = Json.object();
        typed.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        typed.setAll(object.deepCopy());
        KubeObject.metadata(typed);
        return typed;
    }
}
