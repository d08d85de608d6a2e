package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What an informer knows. One thread changes it, any may read. */
final class ObjectCache {

    /** What a change means to the handler; {@code before} is null for an addition, {@code after} for a deletion. */
    record Change(ObjectNode before, ObjectNode after) {}

    private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();

    List<ObjectNode> list() {
        return List.copyOf(objects.values());
    }

    Optional<ObjectNode> find(String namespace, String name) {
        return Optional.ofNullable(objects.get(namespace + "/" + name));
    }

    Change put(ObjectNode object) {
        return new Change(objects.put(key(object), object), object);
    }

    /** Forgets an object; its last state is the one that came with the deletion. */
    Change remove(ObjectNode object) {
        objects.remove(key(object));
        return new Change(object, null);
    }

    /** Takes a complete list over and says what it changed; objects that stayed as they were are no change. */
    List<Change> replace(List<ObjectNode> all) {
        Set<String> gone = new HashSet<>(objects.keySet());
        all.forEach(object -> gone.remove(key(object)));
        List<Change> changes = new ArrayList<>();
        for (String key : gone) {
            changes.add(new Change(objects.remove(key), null));
        }
        for (ObjectNode object : all) {
            Change change = put(object);
            if (change.before() != null && !KubeObject.uid(change.before()).equals(KubeObject.uid(object))) {
                changes.add(new Change(change.before(), null));
                changes.add(new Change(null, object));
            } else if (change.before() == null || !sameVersion(change.before(), object)) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static boolean sameVersion(ObjectNode before, ObjectNode after) {
        return KubeObject.resourceVersion(before).equals(KubeObject.resourceVersion(after));
    }

    private static String key(ObjectNode object) {
        return KubeObject.namespace(object) + "/" + KubeObject.name(object);
    }
}
