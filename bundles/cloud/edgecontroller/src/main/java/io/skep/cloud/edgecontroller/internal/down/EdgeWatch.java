package io.skep.cloud.edgecontroller.internal.down;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.edgecontroller.internal.down.References.Reference;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches edge nodes, pods, ConfigMaps and Secrets, and tells each edge what concerns it. Every change of a watched object is told, as a real
 * KubeEdge does; the hub drops what an edge has acknowledged before.
 */
public final class EdgeWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeWatch.class);
    private static final Selector EDGES = Selector.labels("node-role.kubernetes.io/edge=");

    private final KubeClient kube;
    private final Outgoing hub;
    private final Locations locations = new Locations();
    private final Set<String> edges = ConcurrentHashMap.newKeySet();
    private volatile Informer nodes;
    private volatile Informer pods;
    private volatile Informer configMaps;
    private volatile Informer secrets;

    public EdgeWatch(KubeClient kube, Outgoing hub) {
        this.kube = kube;
        this.hub = hub;
    }

    /** Starts to watch; returns when nodes and pods are known, which may be long after if the API is away. */
    public void start() throws InterruptedException {
        nodes = kube.informer(KubeResource.NODES, "", EDGES, new NodeChanges());
        nodes.awaitSync();
        pods = kube.informer(KubeResource.PODS, "", Selector.ALL, new PodChanges());
        pods.awaitSync();
        configMaps = kube.informer(
                KubeResource.CONFIGMAPS, "", Selector.ALL, new ReferencedChanges("configmap", Operations.INSERT));
        secrets = kube.informer(
                KubeResource.SECRETS, "", Selector.ALL, new ReferencedChanges("secret", Operations.UPDATE));
        configMaps.awaitSync();
        secrets.awaitSync();
        LOG.info("watching {} edge nodes and their pods", edges.size());
    }

    /** Tells an edge that has just connected of all its pods; the hub drops those it has acknowledged. */
    public void connected(String node) throws InterruptedException {
        tellPodsOf(node, Operations.UPDATE);
    }

    private void tellPodsOf(String node, String operation) throws InterruptedException {
        for (Locations.PodName name : locations.pods(node)) {
            Optional<ObjectNode> pod = pods.find(name.namespace(), name.name());
            if (pod.isPresent() && nodeOf(pod.get()).equals(node)) {
                tellPod(operation, pod.get());
            }
        }
    }

    /** A view that may be read from any thread. */
    public EdgeView view() {
        return new View();
    }

    @Override
    public void close() {
        for (Informer informer : new Informer[] {secrets, configMaps, pods, nodes}) {
            if (informer != null) {
                informer.close();
            }
        }
    }

    private void tell(String node, String type, String operation, ObjectNode object) throws InterruptedException {
        String path = ResourcePath.cloud(node, KubeObject.namespace(object), type, KubeObject.name(object));
        hub.send(Message.of("edgecontroller", "resource", operation, path, object)
                .withResourceVersion(KubeObject.resourceVersion(object)));
    }

    /** Edge nodes come and go. */
    private final class NodeChanges implements InformerHandler {

        /** Pods that were bound before the node was seen are told now. */
        @Override
        public void added(ObjectNode node) throws InterruptedException {
            edges.add(KubeObject.name(node));
            if (pods != null) {
                tellPodsOf(KubeObject.name(node), Operations.INSERT);
            }
        }

        @Override
        public void updated(ObjectNode before, ObjectNode after) {
            edges.add(KubeObject.name(after));
        }

        @Override
        public void deleted(ObjectNode node) throws InterruptedException {
            String name = KubeObject.name(node);
            edges.remove(name);
            String path = ResourcePath.cloud(name, "namespace", "node", name);
            hub.send(Message.of("edgecontroller", "resource", Operations.DELETE, path, null));
        }
    }

    private static String nodeOf(ObjectNode pod) {
        return pod.path("spec").path("nodeName").asText("");
    }

    private void tellPod(String operation, ObjectNode pod) throws InterruptedException {
        if (edges.contains(nodeOf(pod))) {
            boolean late = operation.equals(Operations.INSERT) && KubeObject.isTerminating(pod);
            tell(nodeOf(pod), "pod", late ? Operations.UPDATE : operation, pod);
        }
    }

    /** Pods of edge nodes. */
    private final class PodChanges implements InformerHandler {

        @Override
        public void added(ObjectNode pod) throws InterruptedException {
            locations.learn(pod);
            tellPod(Operations.INSERT, pod);
        }

        /** A pod that was just bound is new to its edge. */
        @Override
        public void updated(ObjectNode before, ObjectNode after) throws InterruptedException {
            if (KubeObject.resourceVersion(before).equals(KubeObject.resourceVersion(after))) {
                return;
            }
            locations.learn(after);
            tellPod(nodeOf(before).isEmpty() ? Operations.INSERT : Operations.UPDATE, after);
        }

        @Override
        public void deleted(ObjectNode pod) throws InterruptedException {
            locations.forget(pod);
            tellPod(Operations.DELETE, pod);
        }
    }

    /** ConfigMaps or Secrets that pods on edges refer to. */
    private final class ReferencedChanges implements InformerHandler {

        private final String type;
        private final String addition;

        ReferencedChanges(String type, String addition) {
            this.type = type;
            this.addition = addition;
        }

        @Override
        public void added(ObjectNode object) throws InterruptedException {
            tellAll(addition, object);
        }

        @Override
        public void updated(ObjectNode before, ObjectNode after) throws InterruptedException {
            if (!KubeObject.resourceVersion(before).equals(KubeObject.resourceVersion(after))) {
                tellAll(Operations.UPDATE, after);
            }
        }

        @Override
        public void deleted(ObjectNode object) throws InterruptedException {
            tellAll(Operations.DELETE, object);
        }

        private void tellAll(String operation, ObjectNode object) throws InterruptedException {
            Reference reference = new Reference(type, KubeObject.namespace(object), KubeObject.name(object));
            for (String node : locations.nodes(reference)) {
                if (edges.contains(node)) {
                    tell(node, type, operation, object);
                }
            }
        }
    }

    /** Reads the informers' caches. */
    private final class View implements EdgeView {

        @Override
        public Optional<ObjectNode> findNode(String name) {
            return nodes.find("", name);
        }

        @Override
        public Optional<ObjectNode> findPod(String namespace, String name) {
            return pods.find(namespace, name);
        }

        @Override
        public Optional<ObjectNode> findConfigMap(String namespace, String name) {
            return configMaps.find(namespace, name);
        }

        @Override
        public Optional<ObjectNode> findSecret(String namespace, String name) {
            return secrets.find(namespace, name);
        }

        @Override
        public boolean needsConfigMap(String node, String namespace, String name) {
            return locations.nodes(new Reference("configmap", namespace, name)).contains(node);
        }

        @Override
        public boolean needsSecret(String node, String namespace, String name) {
            return locations.nodes(new Reference("secret", namespace, name)).contains(node);
        }

        @Override
        public boolean hasPod(String node, String namespace, Predicate<ObjectNode> fits) {
            return pods.list().stream()
                    .anyMatch(pod -> nodeOf(pod).equals(node)
                            && KubeObject.namespace(pod).equals(namespace)
                            && fits.test(pod));
        }
    }
}
