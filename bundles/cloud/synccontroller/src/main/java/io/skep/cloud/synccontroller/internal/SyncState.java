package io.skep.cloud.synccontroller.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What synccontroller knows: nodes, records, and of each kind that a record names the objects' ids and versions. Used by one thread, but for the
 * informers' own caches.
 */
final class SyncState implements AutoCloseable {

    private final KubeClient kube;
    private final Map<KubeResource, Versions> kinds = new HashMap<>();
    private Informer nodes;
    private Informer records;
    private Informer clusterRecords;

    SyncState(KubeClient kube) {
        this.kube = kube;
    }

    void start() throws InterruptedException {
        nodes = kube.informer(KubeResource.NODES, "", Selector.ALL, new Versions());
        records = kube.informer(KubeResource.OBJECTSYNCS, "", Selector.ALL, new Versions());
        clusterRecords = kube.informer(KubeResource.CLUSTEROBJECTSYNCS, "", Selector.ALL, new Versions());
        nodes.awaitSync();
        records.awaitSync();
        clusterRecords.awaitSync();
    }

    boolean hasNode(String name) {
        return nodes.find("", name).isPresent();
    }

    List<SyncRecord> records() {
        List<SyncRecord> all = new ArrayList<>();
        records.list().forEach(object -> SyncRecord.of(object).ifPresent(all::add));
        clusterRecords.list().forEach(object -> SyncRecord.of(object).ifPresent(all::add));
        return all;
    }

    /**
     * The object as far as it is known.
     *
     * @return empty while its kind is not known yet: then nothing may be concluded from its absence
     */
    Optional<Lookup> find(SyncRecord record) {
        Versions versions = kinds.computeIfAbsent(record.objectResource(), this::watch);
        return versions.find(record.namespace(), record.objectName());
    }

    private Versions watch(KubeResource resource) {
        Versions versions = new Versions();
        versions.informer = kube.informer(resource, "", Selector.ALL, versions);
        return versions;
    }

    @Override
    public void close() {
        kinds.values().forEach(versions -> versions.informer.close());
        for (Informer informer : new Informer[] {nodes, records, clusterRecords}) {
            if (informer != null) {
                informer.close();
            }
        }
    }

    /** What is known of an object; the object is absent when there is none of that name. */
    record Lookup(Optional<ObjectNode> object) {}

    /** One kind. */
    private static final class Versions implements InformerHandler {

        private Informer informer;

        Optional<Lookup> find(String namespace, String name) {
            return informer.isSynced() ? Optional.of(new Lookup(informer.find(namespace, name))) : Optional.empty();
        }

        @Override
        public void added(ObjectNode object) {
            // read from the cache at the next round
        }

        @Override
        public void updated(ObjectNode before, ObjectNode after) {
            // read from the cache at the next round
        }

        @Override
        public void deleted(ObjectNode object) {
            // read from the cache at the next round
        }
    }

    /** What an orphan's delete carries: only what names it. */
    static ObjectNode nameOnly(SyncRecord record) {
        ObjectNode object = Json.object();
        ObjectNode metadata = KubeObject.metadata(object);
        metadata.put("name", record.objectName());
        if (!record.namespace().isEmpty()) {
            metadata.put("namespace", record.namespace());
        }
        metadata.put("uid", record.uid());
        return object;
    }
}
