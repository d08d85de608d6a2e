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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The record of what each edge has acknowledged: one ObjectSync (or ClusterObjectSync) named {@code NODE.UID} per node and object, in the
 * object's namespace. Other cloudcores write the same records: each write names the state that it was made for, and a version is never replaced by
 * an older one. Writes are safe to repeat, may be made by any thread and throw {@link KubeException}.
 */
public final class ObjectSyncs implements AutoCloseable {

    private static final String NEVER = "0";
    private static final int ATTEMPTS = 5;

    private final KubeClient kube;
    private final Informer namespaced;
    private final Informer cluster;

    /** What this hub wrote and its informers have not seen yet. */
    private final Map<SyncKey, Known> written = new HashMap<>();

    /**
     * A record as it is known.
     *
     * @param resourceVersion of the record itself
     * @param acknowledged resourceVersion of the object, empty in a record that is not complete
     */
    record Known(String resourceVersion, String acknowledged) {

        static Known of(ObjectNode record) {
            return new Known(
                    KubeObject.resourceVersion(record),
                    record.path("status").path("objectResourceVersion").asText(""));
        }

        /** As a number, -1 when there is none. */
        long version() {
            return Downstream.version(acknowledged);
        }

        boolean isComplete() {
            return !acknowledged.isEmpty();
        }
    }

    public ObjectSyncs(KubeClient kube) {
        this.kube = kube;
        this.namespaced =
                kube.informer(KubeResource.OBJECTSYNCS, "", Selector.ALL, new Follow(KubeResource.OBJECTSYNCS));
        this.cluster = kube.informer(
                KubeResource.CLUSTEROBJECTSYNCS, "", Selector.ALL, new Follow(KubeResource.CLUSTEROBJECTSYNCS));
    }

    public void awaitSync() throws InterruptedException {
        namespaced.awaitSync();
        cluster.awaitSync();
    }

    /** The record as far as it is known here; asks nobody. */
    Optional<Known> find(SyncKey key) {
        synchronized (written) {
            Known own = written.get(key);
            return own != null ? Optional.of(own) : seen(key);
        }
    }

    private Optional<Known> seen(SyncKey key) {
        Informer informer = key.namespace().isEmpty() ? cluster : namespaced;
        return informer.find(key.namespace(), key.name()).map(Known::of);
    }

    /** Creates the record, without a version yet; one that another cloudcore made meanwhile is as good. */
    Known create(Acked message) {
        SyncKey key = SyncKey.of(message);
        Optional<Known> known = find(key);
        if (known.isPresent()) {
            return known.get();
        }
        ObjectNode record = Json.object();
        record.put("kind", key.resource().kind())
                .put("apiVersion", key.resource().apiVersion());
        ObjectNode metadata = record.putObject("metadata").put("name", key.name());
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        record.putObject("spec")
                .put("objectAPIVersion", KubeObject.apiVersion(message.object()))
                .put("objectKind", KubeObject.kind(message.object()))
                .put("objectName", KubeObject.name(message.object()));
        try {
            return note(key, kube.create(key.resource(), key.namespace(), record));
        } catch (KubeException e) {
            if (e.isAlreadyExists()) {
                return refresh(key);
            }
            throw e;
        }
    }

    /** Sets version "0" in a record that has none. */
    void complete(Acked message) {
        SyncKey key = SyncKey.of(message);
        Optional<Known> known = find(key);
        if (known.isEmpty() || known.get().isComplete()) {
            return;
        }
        try {
            write(key, NEVER, known.get());
        } catch (KubeException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
            forget(key);
        }
    }

    /** The edge has it on disk. */
    void acknowledged(Acked message) {
        if (message.uid().isEmpty()) {
            return;
        }
        if (message.isDelete()) {
            delete(SyncKey.of(message));
        } else if (!message.message().resourceVersion().isEmpty()) {
            save(message);
        }
    }

    private void save(Acked message) {
        SyncKey key = SyncKey.of(message);
        Known known = create(message);
        for (int attempt = 1; !message.isKnown(known.version()); attempt++) {
            try {
                write(key, message.message().resourceVersion(), known);
                return;
            } catch (KubeException e) {
                forget(key);
                if (attempt == ATTEMPTS || !e.isNotFound() && !e.isConflict()) {
                    throw e;
                }
                known = e.isNotFound() ? create(message) : refresh(key);
            }
        }
    }

    /** @throws KubeException a conflict if the record is not as it was known */
    private void write(SyncKey key, String version, Known known) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", known.resourceVersion());
        patch.putObject("status").put("objectResourceVersion", version);
        note(key, kube.patch(key.resource(), key.namespace(), key.name(), "status", PatchType.MERGE, patch));
    }

    private void delete(SyncKey key) {
        try {
            kube.delete(
                    key.resource(), key.namespace(), key.name(), Json.object().put("gracePeriodSeconds", 0));
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        forget(key);
    }

    private Known refresh(SyncKey key) {
        return note(key, kube.get(key.resource(), key.namespace(), key.name()));
    }

    private Known note(SyncKey key, ObjectNode record) {
        Known known = Known.of(record);
        synchronized (written) {
            if (seen(key).filter(seen -> !isOlder(seen, known)).isEmpty()) {
                written.put(key, known);
            }
        }
        return known;
    }

    private void forget(SyncKey key) {
        synchronized (written) {
            written.remove(key);
        }
    }

    private static boolean isOlder(Known one, Known other) {
        return Long.compareUnsigned(
                        Downstream.version(one.resourceVersion()), Downstream.version(other.resourceVersion()))
                < 0;
    }

    @Override
    public void close() {
        namespaced.close();
        cluster.close();
    }

    /** What the informers have seen need not be kept beside them. */
    private final class Follow implements InformerHandler {

        private final KubeResource resource;

        Follow(KubeResource resource) {
            this.resource = resource;
        }

        @Override
        public void added(ObjectNode object) {
            settle(object);
        }

        @Override
        public void updated(ObjectNode before, ObjectNode after) {
            settle(after);
        }

        @Override
        public void deleted(ObjectNode object) {
            settle(object);
        }

        private void settle(ObjectNode object) {
            SyncKey key = new SyncKey(resource, KubeObject.namespace(object), KubeObject.name(object));
            Known seen = Known.of(object);
            synchronized (written) {
                Known own = written.get(key);
                if (own != null && !isOlder(seen, own)) {
                    written.remove(key);
                }
            }
        }
    }
}
