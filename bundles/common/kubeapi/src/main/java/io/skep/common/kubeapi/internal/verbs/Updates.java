package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The verbs update and patch, on objects and on their subresources status and finalize. */
public final class Updates {

    private static final int ATTEMPTS = 10;

    private final ApiContext api;
    private final Admission admission;
    private final Creates creates;

    public Updates(ApiContext api, Admission admission, Creates creates) {
        this.api = api;
        this.admission = admission;
        this.creates = creates;
    }

    /**
     * Replaces an object or its status.
     *
     * @param subresource empty, {@code status} or {@code finalize}
     * @param object the client's; changed
     */
    public ObjectNode update(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            WriteOptions options) {
        Optional<StoredObject> before = api.store().find(resource.key(namespace, name));
        boolean creating = before.isEmpty() && resource.rules().createsOnUpdate() && subresource.isEmpty();
        if (creating) {
            KubeObject.metadata(object).remove("resourceVersion");
            return creates.create(resource, namespace, named(object, name), options);
        }
        boolean blind = KubeObject.resourceVersion(object).isEmpty();
        if (before.isPresent() && blind && !resource.rules().takesBlindUpdates()) {
            Cause cause = new Cause(
                    "FieldValueInvalid",
                    "Invalid value: 0x0: must be specified for an update",
                    "metadata.resourceVersion");
            throw ApiException.invalid(resource.served(), name, List.of(cause));
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return replace(
                        resource, api.require(resource, namespace, name), subresource, object.deepCopy(), options);
            } catch (StoreException e) {
                if (e.problem() != Problem.CONFLICT || !blind || attempt == ATTEMPTS) {
                    throw ApiException.of(e, resource.served(), name);
                }
            }
        }
    }

    private static ObjectNode named(ObjectNode object, String name) {
        if (KubeObject.name(object).isEmpty()) {
            KubeObject.metadata(object).put("name", name);
        }
        return object;
    }

    /** Changes an object by a function that may be applied again to a newer state. */
    public ObjectNode patch(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            UnaryOperator<ObjectNode> change,
            WriteOptions options) {
        for (int attempt = 1; ; attempt++) {
            StoredObject before = api.require(resource, namespace, name);
            ObjectNode changed = change.apply(resource.shown(before.tree()));
            try {
                return replace(resource, before, subresource, changed, options);
            } catch (StoreException e) {
                if (e.problem() != Problem.CONFLICT || attempt == ATTEMPTS) {
                    throw ApiException.of(e, resource.served(), name);
                }
            }
        }
    }

    private ObjectNode replace(
            Resource resource, StoredObject stored, String subresource, ObjectNode object, WriteOptions options) {
        ObjectNode before = resource.shown(stored.tree());
        named(object, stored.key().name());
        Incoming.take(resource, object, options);
        Incoming.place(resource, object, stored.key().namespace());
        checkIdentity(resource, object, before);
        ObjectNode after = merge(resource, subresource, object, before);
        admission.adjust(resource, after);
        validate(resource, subresource, after, before);
        if (after.equals(before)) {
            return before;
        }
        if (options.dryRun()) {
            return after;
        }
        return write(resource, stored, after);
    }

    private void checkIdentity(Resource resource, ObjectNode object, ObjectNode before) {
        String name = KubeObject.name(before);
        if (!KubeObject.name(object).equals(name)) {
            throw ApiException.badRequest("the name of the object (" + KubeObject.name(object)
                    + ") does not match the name on the URL (" + name + ")");
        }
        String uid = KubeObject.uid(object);
        if (!uid.isEmpty() && !uid.equals(KubeObject.uid(before))) {
            String why = "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                    + KubeObject.uid(before);
            throw ApiException.conflict(resource.served(), name, why);
        }
        String version = KubeObject.resourceVersion(object);
        if (!version.isEmpty() && !version.equals(KubeObject.resourceVersion(before))) {
            throw ApiException.modified(resource.served(), name);
        }
    }

    /** The new state: what this request may change from the client, the rest from what is there. */
    private static ObjectNode merge(Resource resource, String subresource, ObjectNode object, ObjectNode before) {
        ObjectNode after = subresource.isEmpty() ? object : before.deepCopy();
        switch (subresource) {
            case "status" -> {
                copy(object, after, "status");
                if (resource.rules().statusTakesMetadata()) {
                    after.set("metadata", object.path("metadata"));
                }
            }
            case "finalize" ->
                after.withObjectProperty("spec")
                        .set("finalizers", object.path("spec").path("finalizers"));
            default -> {
                if (resource.served().hasStatus()) {
                    copy(before, after, "status");
                }
            }
        }
        keepIdentity(KubeObject.metadata(after), before.path("metadata"));
        if (subresource.isEmpty()) {
            resource.rules().prepareUpdate(after, before);
            countGeneration(resource, after, before);
        } else if (subresource.equals("status")) {
            resource.rules().prepareStatusUpdate(after, before);
        }
        return after;
    }

    private static void keepIdentity(ObjectNode metadata, JsonNode before) {
        for (String member : List.of(
                "name",
                "namespace",
                "uid",
                "creationTimestamp",
                "resourceVersion",
                "generation",
                "deletionTimestamp",
                "deletionGracePeriodSeconds")) {
            if (before.has(member)) {
                metadata.set(member, before.path(member));
            } else {
                metadata.remove(member);
            }
        }
    }

    private static void copy(ObjectNode from, ObjectNode to, String member) {
        if (from.has(member)) {
            to.set(member, from.path(member));
        } else {
            to.remove(member);
        }
    }

    private static void countGeneration(Resource resource, ObjectNode after, ObjectNode before) {
        if (resource.rules().countsGenerations() && !wanted(resource, after).equals(wanted(resource, before))) {
            long generation = before.path("metadata").path("generation").asLong();
            KubeObject.metadata(after).put("generation", generation + 1);
        }
    }

    private static ObjectNode wanted(Resource resource, ObjectNode object) {
        ObjectNode wanted = object.deepCopy().without("metadata");
        return resource.served().hasStatus() ? wanted.without("status") : wanted;
    }

    private static void validate(Resource resource, String subresource, ObjectNode after, ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        if (KubeObject.isTerminating(before)) {
            List<JsonNode> known = new ArrayList<>();
            before.path("metadata").path("finalizers").forEach(known::add);
            after.path("metadata").path("finalizers").forEach(finalizer -> {
                if (!known.contains(finalizer)) {
                    causes.add(Cause.forbidden(
                            "metadata.finalizers",
                            "no new finalizers can be added if the object is being deleted, found new finalizers"
                                    + " []string{\"" + finalizer.asText() + "\"}"));
                }
            });
        }
        if (subresource.isEmpty()) {
            resource.rules().checkUpdate(after, before, causes);
        }
        Incoming.validate(resource, after, causes);
    }

    private ObjectNode write(Resource resource, StoredObject stored, ObjectNode after) {
        StoredObject written = Deletes.isOver(resource, after)
                ? api.delete(stored.key(), stored.revision())
                : api.put(resource, stored.key(), stored.revision(), after);
        return resource.shown(written.tree());
    }
}
