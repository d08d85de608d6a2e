package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For an edge that has lost its store: its records are set back to "never acknowledged", so that synccontroller sends everything again, and its pods are
 * told at once.
 */
final class Resync {

    private static final Logger LOG = LoggerFactory.getLogger(Resync.class);
    private static final String NEVER = "0";

    private final KubeClient kube;
    private final Outgoing hub;

    Resync(KubeClient kube, Outgoing hub) {
        this.kube = kube;
        this.hub = hub;
    }

    void tellAll(EdgeCommand command) throws InterruptedException {
        String node = command.path().node();
        try {
            int records = forget(KubeResource.OBJECTSYNCS, node) + forget(KubeResource.CLUSTEROBJECTSYNCS, node);
            List<ObjectNode> pods = kube.list(KubeResource.PODS, "", new Selector("", "spec.nodeName=" + node));
            ObjectNode list = Json.object().put("kind", "PodList").put("apiVersion", "v1");
            ArrayNode items = list.putArray("items");
            pods.stream().filter(pod -> Access.isOn(pod, node)).forEach(items::add);
            if (records > 0 || !items.isEmpty()) {
                LOG.info(
                        "node {} has an empty store: {} pods are told, {} records set back",
                        node,
                        items.size(),
                        records);
            }
            hub.send(Answers.of(command, list, ""));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e));
        }
    }

    private int forget(KubeResource kind, String node) {
        int count = 0;
        for (ObjectNode record : kube.list(kind, "", Selector.ALL)) {
            String name = KubeObject.name(record);
            String version = record.path("status").path("objectResourceVersion").asText("");
            if (name.lastIndexOf('.') == node.length()
                    && name.startsWith(node)
                    && !version.isEmpty()
                    && !version.equals(NEVER)) {
                count += setBack(kind, record);
            }
        }
        return count;
    }

    private int setBack(KubeResource kind, ObjectNode record) {
        ObjectNode patch = Json.object();
        patch.putObject("status").put("objectResourceVersion", NEVER);
        try {
            kube.patch(kind, KubeObject.namespace(record), KubeObject.name(record), "status", PatchType.MERGE, patch);
            return 1;
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            return 0;
        }
    }
}
