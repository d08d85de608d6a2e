package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.MetaStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** What the edge keeps of the messages, and what it can answer by itself. */
final class Metadata {

    private final MetaStore store;
    private final InstantSource clock;

    /** Held while a row is written, so that an answer can be compared with what is there. */
    private final ReentrantLock writing = new ReentrantLock();

    Metadata(MetaStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Keeps the content of a message under its resource, and as an API object if it is one. */
    void keep(Message message, ResourcePath path) throws InterruptedException {
        List<MetaChange> changes = new ArrayList<>();
        changes.add(new MetaChange.Put(new MetaRow(message.resource(), path.type(), Contents.text(message))));
        changes.addAll(ApiObjects.put(Contents.tree(message)));
        writing.lockInterruptibly();
        try {
            store.apply(changes);
        } finally {
            writing.unlock();
        }
    }

    /** Removes the object that is meant: one with another uid under the same name stays. */
    void remove(Message message, ResourcePath path) throws InterruptedException {
        JsonNode object = Contents.tree(message);
        String uid = KubeObject.uid(object);
        List<MetaChange> changes = new ArrayList<>();
        changes.add(new MetaChange.DeleteContaining(message.resource(), uid));
        changes.addAll(ApiObjects.delete(path, object));
        if (path.type().equals("pod")) {
            changes.add(
                    new MetaChange.DeleteContaining(ResourcePath.edge(path.namespace(), "podpatch", path.name()), uid));
            if (!uid.isEmpty()) {
                changes.add(new MetaChange.DeleteTypeContaining(ServiceAccountTokens.TYPE, uid));
            }
        }
        store.apply(changes);
    }

    /** How much the store has of what the cloud believes. */
    MetaStore.Coverage coverage() throws InterruptedException {
        return store.coverage();
    }

    /** Keeps the pods that the cloud has told anew, and with them that the store is whole. */
    void keepPods(JsonNode pods) throws InterruptedException {
        List<MetaChange> changes = new ArrayList<>();
        for (JsonNode pod : pods) {
            changes.add(new MetaChange.Put(new MetaRow(podKey(pod), "pod", Json.write(pod))));
            changes.addAll(ApiObjects.put(pod));
        }
        changes.add(new MetaChange.Complete());
        store.apply(changes);
    }

    static String podKey(JsonNode pod) {
        return ResourcePath.edge(KubeObject.namespace(pod), "pod", KubeObject.name(pod));
    }

    /** Keeps the object of an answer, unless a newer state of it was pushed while the answer was on its way. */
    void keepAnswer(Message request, Message answer) throws InterruptedException {
        Optional<ResourcePath> path = ResourcePath.parseEdge(request.resource());
        Optional<JsonNode> object = Answers.object(answer);
        if (path.isEmpty() || object.isEmpty()) {
            return;
        }
        String key = key(request, path.get());
        writing.lockInterruptibly();
        try {
            if (!hasNewer(key, object.get())) {
                store.put(new MetaRow(key, path.get().type(), Json.write(object.get())));
            }
        } finally {
            writing.unlock();
        }
    }

    private boolean hasNewer(String key, JsonNode object) throws InterruptedException {
        Optional<JsonNode> kept =
                store.find(key).map(row -> Contents.tree(row.value().getBytes(StandardCharsets.UTF_8)));
        return kept.isPresent()
                && KubeObject.uid(kept.get()).equals(KubeObject.uid(object))
                && version(kept.get()) > version(object);
    }

    /** The resourceVersion as a number; 0 when there is none, or when it is no number. */
    private static long version(JsonNode object) {
        String text = KubeObject.resourceVersion(object);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** A service account token that need not be asked for. */
    Optional<MetaRow> freshToken(Message request, ResourcePath path) throws InterruptedException {
        return path.type().equals(ServiceAccountTokens.TYPE)
                ? store.find(key(request, path)).filter(row -> ServiceAccountTokens.isFresh(row.value(), clock))
                : Optional.empty();
    }

    /** What the store has: one object, or all of a type when the resource names none. */
    List<MetaRow> find(Message request, ResourcePath path) throws InterruptedException {
        return path.name().isEmpty()
                ? store.listByType(path.type())
                : store.find(key(request, path)).stream().toList();
    }

    private static String key(Message request, ResourcePath path) {
        return path.type().equals(ServiceAccountTokens.TYPE)
                ? ServiceAccountTokens.key(path, Contents.tree(request))
                : request.resource();
    }
}
