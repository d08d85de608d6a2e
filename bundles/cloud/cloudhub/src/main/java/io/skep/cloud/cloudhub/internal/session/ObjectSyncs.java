package io.skep.cloud.cloudhub.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.Optional;

/**
 * The record of what each edge has acknowledged: one ObjectSync (or ClusterObjectSync) named {@code NODE.UID} per node and object, in the
 * object's namespace. All calls are safe to repeat and may be made by any thread; they throw {@link KubeException}.
 */
public final class ObjectSyncs implements AutoCloseable {

    private static final String NEVER = "0";

    private final KubeClient kube;
    private final Informer namespaced;
    private final Informer cluster;

    public ObjectSyncs(KubeClient kube) {
        this.kube = kube;
        this.namespaced = kube.informer(KubeResource.OBJECTSYNCS, "", Selector.ALL, new CacheOnly());
        this.cluster = kube.informer(KubeResource.CLUSTEROBJECTSYNCS, "", Selector.ALL, new CacheOnly());
    }

    public void awaitSync() throws InterruptedException {
        namespaced.awaitSync();
        cluster.awaitSync();
    }

    /**
     * Records that the object is on its way, before it is sent.
     *
     * @return false when the edge has acknowledged this version or a newer one already
     */
    public boolean prepare(Acked message) {
        if (message.uid().isEmpty() || message.removal() || message.answer()) {
            return true;
        }
        Key key = Key.of(message);
        Optional<ObjectNode> record = informer(key).find(key.namespace, key.name);
        if (record.isEmpty()) {
            record = create(key, message);
        }
        return record.map(known -> isNewer(message, known)).orElse(true);
    }

    /** The edge has it on disk. */
    public void acknowledged(Acked message) {
        Key key = Key.of(message);
        if (message.uid().isEmpty()) {
            return;
        }
        if (message.isDelete()) {
            delete(key);
        } else if (!message.message().resourceVersion().isEmpty()) {
            Optional<ObjectNode> record = informer(key).find(key.namespace, key.name);
            if (record.isEmpty()) {
                record = create(key, message);
            }
            if (record.map(known -> isNewer(message, known)).orElse(true)) {
                save(key, message);
            }
        }
    }

    private void save(Key key, Acked message) {
        ObjectNode patch = Json.object();
        patch.putObject("status").put("objectResourceVersion", message.message().resourceVersion());
        try {
            kube.patch(key.resource, key.namespace, key.name, "status", PatchType.MERGE, patch);
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            create(key, message);
            kube.patch(key.resource, key.namespace, key.name, "status", PatchType.MERGE, patch);
        }
    }

    private void delete(Key key) {
        try {
            kube.delete(key.resource, key.namespace, key.name, Json.object().put("gracePeriodSeconds", 0));
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Creates the record with version "0"; gives the record that somebody else had made before, if so. */
    private Optional<ObjectNode> create(Key key, Acked message) {
        ObjectNode record = Json.object();
        record.put("kind", key.resource.kind()).put("apiVersion", key.resource.apiVersion());
        ObjectNode metadata = record.putObject("metadata").put("name", key.name);
        if (!key.namespace.isEmpty()) {
            metadata.put("namespace", key.namespace);
        }
        record.putObject("spec")
                .put("objectAPIVersion", KubeObject.apiVersion(message.object()))
                .put("objectKind", KubeObject.kind(message.object()))
                .put("objectName", KubeObject.name(message.object()));
        try {
            kube.create(key.resource, key.namespace, record);
        } catch (KubeException e) {
            if (e.isAlreadyExists()) {
                return Optional.of(kube.get(key.resource, key.namespace, key.name));
            }
            throw e;
        }
        ObjectNode status = Json.object();
        status.putObject("status").put("objectResourceVersion", NEVER);
        kube.patch(key.resource, key.namespace, key.name, "status", PatchType.MERGE, status);
        return Optional.empty();
    }

    private static boolean isNewer(Acked message, ObjectNode record) {
        String known = record.path("status").path("objectResourceVersion").asText("");
        long acknowledged = Downstream.version(known);
        return acknowledged < 0 || message.version() < 0 || Long.compareUnsigned(message.version(), acknowledged) > 0;
    }

    private Informer informer(Key key) {
        return key.namespace.isEmpty() ? cluster : namespaced;
    }

    @Override
    public void close() {
        namespaced.close();
        cluster.close();
    }

    private record Key(KubeResource resource, String namespace, String name) {
        static Key of(Acked message) {
            boolean clusterScoped = message.path().namespace().equals("null");
            return new Key(
                    clusterScoped ? KubeResource.CLUSTEROBJECTSYNCS : KubeResource.OBJECTSYNCS,
                    clusterScoped ? "" : message.path().namespace(),
                    message.node() + "." + message.uid());
        }
    }

    /** Only the cache is wanted. */
    private static final class CacheOnly implements InformerHandler {
        @Override
        public void added(ObjectNode object) {
            // the cache has it
        }

        @Override
        public void updated(ObjectNode before, ObjectNode after) {
            // the cache has it
        }

        @Override
        public void deleted(ObjectNode object) {
            // the cache has dropped it
        }
    }
}
