package io.skep.cloud.synccontroller.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One comparison of all records with the objects they are about. */
final class SyncRound {

    private static final Logger LOG = LoggerFactory.getLogger(SyncRound.class);
    private static final String SCOPELESS = "null";

    private final KubeClient kube;
    private final SyncState state;
    private final Outgoing hub;
    private final Set<String> orphans = new HashSet<>();
    private final Map<String, Boolean> goneNodes = new HashMap<>();

    /** Where messages go. */
    interface Outgoing {
        void send(Message message) throws InterruptedException;
    }

    SyncRound(KubeClient kube, SyncState state, Outgoing hub) {
        this.kube = kube;
        this.state = state;
        this.hub = hub;
    }

    void run() throws InterruptedException {
        List<SyncRecord> records = state.records();
        goneNodes.clear();
        orphans.retainAll(records.stream().map(SyncRecord::name).collect(Collectors.toSet()));
        for (SyncRecord record : records) {
            try {
                compare(record);
            } catch (KubeException e) {
                LOG.debug("record {} is compared later: {}", record.name(), e.getMessage());
            } catch (BusException e) {
                LOG.debug("the rest of the round is put off: {}", e.getMessage());
                return;
            }
        }
    }

    private void compare(SyncRecord record) throws InterruptedException {
        if (!record.isComplete() || isNodeGone(record.node())) {
            drop(record);
            return;
        }
        Optional<SyncState.Lookup> lookup = state.find(record);
        if (lookup.isEmpty()) {
            return;
        }
        Optional<ObjectNode> object =
                lookup.get().object().filter(known -> KubeObject.uid(known).equals(record.uid()));
        if (object.isEmpty()) {
            if (isGone(record)) {
                hub.send(message(record, Operations.DELETE, SyncState.nameOnly(record), ""));
            }
        } else if (isNewer(KubeObject.resourceVersion(object.get()), record.acknowledged())) {
            hub.send(message(record, Operations.UPDATE, object.get(), KubeObject.resourceVersion(object.get())));
        }
    }

    /** Another cloudcore may have made the record of a node that this one's cache does not show yet: the API is asked once a round. */
    private boolean isNodeGone(String node) {
        if (state.hasNode(node)) {
            return false;
        }
        return goneNodes.computeIfAbsent(node, name -> {
            try {
                kube.get(KubeResource.NODES, "", name);
                return false;
            } catch (KubeException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
                return true;
            }
        });
    }

    /** A cache may lag behind the records: whether the object is really gone is asked once. Its uid never comes back. */
    private boolean isGone(SyncRecord record) {
        if (orphans.contains(record.name())) {
            return true;
        }
        try {
            ObjectNode live = kube.get(record.objectResource(), record.namespace(), record.objectName());
            if (KubeObject.uid(live).equals(record.uid())) {
                return false;
            }
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        orphans.add(record.name());
        return true;
    }

    /** The node is gone: nobody is left who could acknowledge. */
    private void drop(SyncRecord record) {
        try {
            kube.delete(
                    record.resource(),
                    record.namespace(),
                    record.name(),
                    Json.object().put("gracePeriodSeconds", 0));
            LOG.info("record {} removed: node {} is gone or it names no object", record.name(), record.node());
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static Message message(SyncRecord record, String operation, ObjectNode content, String version) {
        String namespace = record.namespace().isEmpty() ? SCOPELESS : record.namespace();
        String resource = ResourcePath.cloud(record.node(), namespace, record.resourceWord(), record.objectName());
        return Message.of("edgecontroller", "resource", operation, resource, content)
                .withResourceVersion(version);
    }

    /** A record without a version was never completed: the edge has nothing for certain. */
    private static boolean isNewer(String version, String acknowledged) {
        try {
            return acknowledged.isEmpty()
                    || Long.compareUnsigned(Long.parseUnsignedLong(version), Long.parseUnsignedLong(acknowledged)) > 0;
        } catch (NumberFormatException e) {
            return !version.equals(acknowledged);
        }
    }
}
