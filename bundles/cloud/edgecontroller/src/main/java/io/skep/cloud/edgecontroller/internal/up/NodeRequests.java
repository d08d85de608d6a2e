package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.edgecontroller.internal.down.EdgeView;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An edge's own node object. */
final class NodeRequests {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRequests.class);

    private final KubeClient kube;
    private final EdgeView view;
    private final Access access;
    private final Outgoing hub;

    NodeRequests(KubeClient kube, EdgeView view, Access access, Outgoing hub) {
        this.kube = kube;
        this.view = view;
        this.access = access;
        this.hub = hub;
    }

    void insert(EdgeCommand command) throws InterruptedException {
        try {
            access.requireSelf(command, KubeResource.NODES);
            if (!(Contents.tree(command.message()) instanceof ObjectNode content)) {
                throw Answers.badRequest("the content of a node insert is no node");
            }
            access.requireFreeLabels(command, content);
            ObjectNode node = content.deepCopy();
            KubeObject.metadata(node).put("name", command.path().name());
            hub.send(Answers.done(command, kube.create(KubeResource.NODES, "", node), false));
            LOG.info("node {} registered", command.path().name());
        } catch (KubeException e) {
            hub.send(Answers.failed(command, Answers.noNode(), e));
        }
    }

    void query(EdgeCommand command) throws InterruptedException {
        String name = command.path().name();
        try {
            access.requireSelf(command, KubeResource.NODES);
            hub.send(Answers.object(
                    command, view.findNode(name).orElseGet(() -> kube.get(KubeResource.NODES, "", name))));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e.isNotFound() ? Answers.notFound(KubeResource.NODES, name) : e));
        }
    }

    /** Takes labels and annotations over, as KubeEdge does; a failure has no answer. */
    void update(EdgeCommand command) throws InterruptedException {
        JsonNode metadata = Contents.tree(command.message()).path("metadata");
        ObjectNode patch = Json.object();
        ObjectNode merged = patch.putObject("metadata");
        for (String member : new String[] {"labels", "annotations"}) {
            if (metadata.path(member).isObject()) {
                merged.set(member, metadata.path(member));
            }
        }
        try {
            access.requireSelf(command, KubeResource.NODES);
            access.requireFreeLabels(command, patch);
            ObjectNode node = kube.patch(KubeResource.NODES, "", command.path().name(), "", PatchType.STRATEGIC, patch);
            hub.send(Answers.ok(command, KubeObject.resourceVersion(node)));
        } catch (KubeException e) {
            LOG.warn("update of node {} failed: {}", command.path().name(), e.line());
        }
    }

    void patch(EdgeCommand command) throws InterruptedException {
        try {
            access.requireSelf(command, KubeResource.NODES);
            JsonNode patch = Contents.tree(command.message());
            if (!patch.isObject()) {
                kube.get(KubeResource.NODES, "", command.path().name());
                throw Answers.badRequest("the patch is no JSON object");
            }
            access.requireFreeLabels(command, patch);
            ObjectNode node =
                    kube.patch(KubeResource.NODES, "", command.path().name(), "status", PatchType.STRATEGIC, patch);
            hub.send(Answers.done(command, node, true));
        } catch (KubeException e) {
            hub.send(Answers.failed(command, Answers.noNode(), e));
        }
    }
}
