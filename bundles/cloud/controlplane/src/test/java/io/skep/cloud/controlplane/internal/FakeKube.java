package io.skep.cloud.controlplane.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.kubeapi.schema.StrategicMerge;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A Kubernetes API in memory whose informers follow at once. Thread-safe. */
public final class FakeKube implements KubeClient {

    private enum Fault implements ErrorCode {
        FAKE;

        @Override
        public String code() {
            return "SKEP-000";
        }

        @Override
        public ErrorType type() {
            return ErrorType.NETWORK;
        }

        @Override
        public String next() {
            return "";
        }
    }

    private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile String refused = "";
    private volatile boolean down;
    private volatile boolean frozen;
    private int version;

    /** Everything fails with 503 until it is ended. */
    public void outage(boolean begins) {
        down = begins;
    }

    /** Every writing call that names this object is refused as invalid. */
    public void refuse(String namespacedName) {
        refused = namespacedName;
    }

    /** Informers keep showing the state of now, as if they lagged behind. */
    public void freezeInformers(boolean begins) {
        watches.forEach(watch -> watch.snapshot = begins ? watch.current() : null);
        frozen = begins;
    }

    /** The writing calls so far, e.g. {@code delete pods default/p}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    public static ObjectNode tree(String text) {
        try {
            return (ObjectNode) Json.parse(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Puts an object in, as somebody else would. */
    public ObjectNode put(KubeResource resource, String text) {
        return store(resource, tree(text));
    }

    public ObjectNode read(KubeResource resource, String namespace, String name) {
        return find(resource, namespace, name)
                .orElseThrow(() -> new AssertionError("no " + resource.kind() + " " + name));
    }

    public Optional<ObjectNode> find(KubeResource resource, String namespace, String name) {
        return Optional.ofNullable(objects.get(key(resource, namespace, name)));
    }

    public List<ObjectNode> all(KubeResource resource) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(resource.plural() + " "))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String key(KubeResource resource, String namespace, String name) {
        return resource.plural() + " " + namespace + "/" + name;
    }

    private synchronized ObjectNode store(KubeResource resource, ObjectNode object) {
        object.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        ObjectNode metadata = KubeObject.metadata(object);
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + (version + 1));
        }
        metadata.put("resourceVersion", String.valueOf(++version));
        ObjectNode before =
                objects.put(key(resource, KubeObject.namespace(object), KubeObject.name(object)), object.deepCopy());
        tell(resource, watch -> {
            if (before == null) {
                watch.added(object);
            } else {
                watch.updated(before, object);
            }
        });
        return object.deepCopy();
    }

    private interface Telling {
        void tell(InformerHandler handler) throws Exception;
    }

    private void tell(KubeResource resource, Telling telling) {
        for (Watch watch : watches) {
            if (watch.resource.equals(resource)) {
                try {
                    telling.tell(watch.handler);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static KubeException failure(int code, String reason, String message) {
        ObjectNode status =
                Json.object().put("kind", "Status").put("code", code).put("reason", reason);
        return new KubeException(Fault.FAKE, message, status.put("message", message));
    }

    private void call(String verb, KubeResource resource, String namespace, String name) {
        if (down) {
            throw failure(503, "ServiceUnavailable", "the API is down");
        }
        if (!verb.equals("get") && !verb.equals("list")) {
            calls.add(verb + " " + resource.plural() + " " + namespace + "/" + name);
            if ((namespace + "/" + name).equals(refused)) {
                throw failure(422, "Invalid", name + " is invalid");
            }
        }
    }

    @Override
    public ObjectNode get(KubeResource resource, String namespace, String name) {
        call("get", resource, namespace, name);
        return find(resource, namespace, name)
                .map(ObjectNode::deepCopy)
                .orElseThrow(() -> failure(404, "NotFound", resource.plural() + " \"" + name + "\" not found"));
    }

    @Override
    public List<ObjectNode> list(KubeResource resource, String namespace, Selector selector) {
        call("list", resource, namespace, "");
        return all(resource).stream()
                .filter(object ->
                        namespace.isEmpty() || KubeObject.namespace(object).equals(namespace))
                .map(ObjectNode::deepCopy)
                .toList();
    }

    @Override
    public ObjectNode create(KubeResource resource, String namespace, JsonNode object) {
        ObjectNode copy = (ObjectNode) object.deepCopy();
        if (resource.namespaced()) {
            KubeObject.metadata(copy).put("namespace", namespace);
        }
        call("create", resource, namespace, KubeObject.name(copy));
        if (find(resource, namespace, KubeObject.name(copy)).isPresent()) {
            throw failure(409, "AlreadyExists", KubeObject.name(copy) + " already exists");
        }
        return store(resource, copy);
    }

    @Override
    public ObjectNode createSub(
            KubeResource resource, String namespace, String name, String subresource, JsonNode object) {
        call("create " + subresource, resource, namespace, name);
        ObjectNode pod = get(resource, namespace, name);
        if (pod.path("spec").hasNonNull("nodeName")) {
            throw failure(409, "Conflict", "pod " + name + " is already assigned to a node");
        }
        pod.withObjectProperty("spec").put("nodeName", object.at("/target/name").asText());
        return store(resource, pod);
    }

    @Override
    public ObjectNode update(KubeResource resource, JsonNode object) {
        call("update", resource, KubeObject.namespace(object), KubeObject.name(object));
        get(resource, KubeObject.namespace(object), KubeObject.name(object));
        return store(resource, (ObjectNode) object.deepCopy());
    }

    @Override
    public ObjectNode updateStatus(KubeResource resource, JsonNode object) {
        return update(resource, object);
    }

    @Override
    public ObjectNode updateSub(KubeResource resource, String subresource, JsonNode object) {
        call("update " + subresource, resource, KubeObject.namespace(object), KubeObject.name(object));
        if (KubeObject.isTerminating(object) && object.at("/spec/finalizers").isEmpty()) {
            remove(resource, (ObjectNode) object);
            return (ObjectNode) object;
        }
        return store(resource, (ObjectNode) object.deepCopy());
    }

    @Override
    public ObjectNode patch(
            KubeResource resource, String namespace, String name, String subresource, PatchType type, JsonNode patch) {
        call(("patch " + subresource).strip(), resource, namespace, name);
        ObjectNode object = get(resource, namespace, name);
        JsonNode expected = patch.path("metadata").path("resourceVersion");
        if (expected.isTextual() && !expected.asText().equals(KubeObject.resourceVersion(object))) {
            throw failure(409, "Conflict", "the object has been modified");
        }
        ObjectNode result = switch (type) {
            case STRATEGIC ->
                StrategicMerge.apply(object, (ObjectNode) patch, resource.group(), resource.version(), resource.kind());
            case MERGE -> merge(object, (ObjectNode) patch);
            case JSON -> throw new AssertionError("no JSON patch is expected");
        };
        return store(resource, result);
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (entry.getValue() instanceof ObjectNode change
                    && target.get(entry.getKey()) instanceof ObjectNode old) {
                merge(old, change);
            } else {
                target.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
        return target;
    }

    @Override
    public void delete(KubeResource resource, String namespace, String name, JsonNode options) {
        call("delete", resource, namespace, name);
        ObjectNode object = get(resource, namespace, name);
        boolean now = options != null && options.path("gracePeriodSeconds").asInt(-1) == 0;
        boolean held = resource.equals(KubeResource.PODS) && object.path("spec").hasNonNull("nodeName") && !now;
        if (held || !object.at("/metadata/finalizers").isEmpty()) {
            KubeObject.metadata(object).put("deletionTimestamp", "2026-01-01T00:00:00Z");
            store(resource, object);
        } else {
            remove(resource, object);
        }
    }

    /** Takes an object away, as somebody else would. */
    public void remove(KubeResource resource, ObjectNode object) {
        ObjectNode last = objects.remove(key(resource, KubeObject.namespace(object), KubeObject.name(object)));
        if (last != null) {
            tell(resource, handler -> handler.deleted(last));
        }
    }

    @Override
    public Informer informer(KubeResource resource, String namespace, Selector selector, InformerHandler handler) {
        Watch watch = new Watch(resource, namespace, handler);
        watches.add(watch);
        for (ObjectNode object : watch.current()) {
            try {
                handler.added(object);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return watch;
    }

    /** An informer that tells nobody. */
    public Informer informer(KubeResource resource) {
        return informer(resource, "", Selector.ALL, new InformerHandler() {
            @Override
            public void added(ObjectNode object) {}

            @Override
            public void updated(ObjectNode before, ObjectNode after) {}

            @Override
            public void deleted(ObjectNode object) {}
        });
    }

    public int openInformers() {
        return watches.size();
    }

    private final class Watch implements Informer {

        private final KubeResource resource;
        private final String namespace;
        private final InformerHandler handler;
        private volatile List<ObjectNode> snapshot;

        Watch(KubeResource resource, String namespace, InformerHandler handler) {
            this.resource = resource;
            this.namespace = namespace;
            this.handler = handler;
        }

        List<ObjectNode> current() {
            return all(resource).stream()
                    .filter(object ->
                            namespace.isEmpty() || KubeObject.namespace(object).equals(namespace))
                    .toList();
        }

        @Override
        public boolean isSynced() {
            return !down;
        }

        @Override
        public void awaitSync() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (down) {
                new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public List<ObjectNode> list() {
            return frozen && snapshot != null ? snapshot : new ArrayList<>(current());
        }

        @Override
        public Optional<ObjectNode> find(String inNamespace, String name) {
            return list().stream()
                    .filter(object -> KubeObject.namespace(object).equals(inNamespace)
                            && KubeObject.name(object).equals(name))
                    .findFirst();
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
