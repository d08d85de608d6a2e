package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.kinds.Times;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.Set;

/** The verb delete. */
public final class Deletes {

    private static final int ATTEMPTS = 10;
    private static final Set<String> KEPT_NAMESPACES = Set.of("default", "kube-system", "kube-public");

    private final ApiContext api;

    public Deletes(ApiContext api) {
        this.api = api;
    }

    /**
     * What a deletion came to.
     *
     * @param object the last state, or the state with its deletionTimestamp
     * @param isGone false when a grace period or finalizers still hold the object
     */
    public record Outcome(ObjectNode object, boolean isGone) {}

    /** Deletes an object, or marks it when a grace period or finalizers hold it. */
    public Outcome delete(Resource resource, String namespace, String name, DeleteOptions options) {
        if (resource.served().qualifiedName().equals("namespaces") && KEPT_NAMESPACES.contains(name)) {
            api.require(resource, namespace, name);
            throw ApiException.forbidden(resource.served(), name, "this namespace may not be deleted");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(resource, api.require(resource, namespace, name), options);
            } catch (StoreException e) {
                if (e.problem() != Problem.CONFLICT || attempt == ATTEMPTS) {
                    throw ApiException.of(e, resource.served(), name);
                }
            }
        }
    }

    private Outcome attempt(Resource resource, StoredObject stored, DeleteOptions options) {
        ObjectNode before = resource.shown(stored.tree());
        checkPreconditions(resource, before, options);
        long grace = resource.rules().gracePeriod(before, options.gracePeriodSeconds());
        ObjectNode after = before.deepCopy();
        mark(resource, after, grace);
        if (isOver(resource, after)) {
            return options.dryRun()
                    ? new Outcome(before, true)
                    : new Outcome(
                            resource.shown(
                                    api.delete(stored.key(), stored.revision()).tree()),
                            true);
        }
        if (options.dryRun() || after.equals(before)) {
            return new Outcome(after, false);
        }
        return new Outcome(
                resource.shown(api.put(resource, stored.key(), stored.revision(), after)
                        .tree()),
                false);
    }

    private static void checkPreconditions(Resource resource, ObjectNode object, DeleteOptions options) {
        options.uid().filter(uid -> !uid.equals(KubeObject.uid(object))).ifPresent(uid -> {
            throw ApiException.conflict(
                    resource.served(),
                    KubeObject.name(object),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + KubeObject.uid(object));
        });
        String current = KubeObject.resourceVersion(object);
        options.resourceVersion().filter(version -> !version.equals(current)).ifPresent(version -> {
            throw ApiException.conflict(
                    resource.served(),
                    KubeObject.name(object),
                    "Precondition failed: ResourceVersion in precondition: " + version
                            + ", ResourceVersion in object meta: " + current);
        });
    }

    /** Sets or shortens the grace period; a longer one than there is changes nothing. */
    private void mark(Resource resource, ObjectNode object, long grace) {
        ObjectNode metadata = KubeObject.metadata(object);
        boolean first = !KubeObject.isTerminating(object);
        if (!first && grace >= metadata.path("deletionGracePeriodSeconds").asLong()) {
            return;
        }
        metadata.put("deletionTimestamp", Times.seconds(api.clock().instant().plus(Duration.ofSeconds(grace))))
                .put("deletionGracePeriodSeconds", grace);
        if (first) {
            if (metadata.has("generation")) {
                metadata.put("generation", metadata.path("generation").asLong() + 1);
            }
            resource.rules().prepareTermination(object);
        }
    }

    /** True when a terminating object is held by nothing any more. */
    static boolean isOver(Resource resource, ObjectNode object) {
        return KubeObject.isTerminating(object)
                && object.path("metadata").path("deletionGracePeriodSeconds").asLong() == 0
                && object.path("metadata").path("finalizers").isEmpty()
                && !resource.rules().isHeld(object);
    }
}
