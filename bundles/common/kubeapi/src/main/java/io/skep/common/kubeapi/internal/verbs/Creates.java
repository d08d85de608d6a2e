package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.internal.kinds.Names;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.kinds.Times;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.List;

/** The verb create. */
public final class Creates {

    private static final int NAME_ATTEMPTS = 8;

    private final ApiContext api;
    private final Admission admission;

    public Creates(ApiContext api, Admission admission) {
        this.api = api;
        this.admission = admission;
    }

    /**
     * Creates an object.
     *
     * @param object the client's; changed
     * @return the object as it is kept
     */
    public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
        Incoming.take(resource, object, options);
        Incoming.place(resource, object, namespace);
        boolean generated = name(object, options);
        fill(resource, object);
        admission.admit(resource, namespace, object);
        List<Cause> causes = new ArrayList<>();
        resource.rules().checkName(KubeObject.name(object), causes);
        Incoming.validate(resource, object, causes);
        return options.dryRun()
                ? dry(resource, object)
                : store(resource, namespace, object, generated ? NAME_ATTEMPTS : 1);
    }

    private boolean name(ObjectNode object, WriteOptions options) {
        ObjectNode metadata = KubeObject.metadata(object);
        String base = metadata.path("generateName").asText("");
        if (!KubeObject.resourceVersion(object).isEmpty()) {
            throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
        }
        if (!KubeObject.name(object).isEmpty()) {
            return false;
        }
        if (base.isEmpty()) {
            throw ApiException.of(
                            422,
                            "Invalid",
                            object.path("kind").asText() + " \"\" is invalid: metadata.name: Required value:"
                                    + " name or generateName is required")
                    .withCause(
                            "FieldValueRequired", "Required value: name or generateName is required", "metadata.name");
        }
        metadata.put("name", Names.generate(base, api.options().random()));
        return !options.dryRun();
    }

    private void fill(Resource resource, ObjectNode object) {
        ObjectNode metadata = KubeObject.metadata(object);
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion"));
        metadata.put("uid", api.uid())
                .put("creationTimestamp", Times.seconds(api.clock().instant()));
        if (resource.rules().countsGenerations()) {
            metadata.put("generation", 1);
        }
        if (resource.served().hasStatus() && !isNodeRegistration(resource)) {
            object.remove("status");
        }
        resource.rules().prepareCreate(object);
    }

    /** An agent creates its node with the status it has; no other kind takes a status at birth. */
    private static boolean isNodeRegistration(Resource resource) {
        return resource.served().kind().equals("Node") && !resource.isCustom();
    }

    private ObjectNode dry(Resource resource, ObjectNode object) {
        String name = KubeObject.name(object);
        if (api.store().find(resource.key(KubeObject.namespace(object), name)).isPresent()) {
            throw ApiException.alreadyExists(resource.served(), name);
        }
        return object;
    }

    private ObjectNode store(Resource resource, String namespace, ObjectNode object, int attempts) {
        for (int attempt = 1; ; attempt++) {
            String name = KubeObject.name(object);
            try {
                return resource.shown(api.put(resource, resource.key(namespace, name), 0, object)
                        .tree());
            } catch (StoreException e) {
                if (e.problem() != Problem.EXISTS || attempt == attempts) {
                    throw ApiException.of(e, resource.served(), name);
                }
                String base = object.path("metadata").path("generateName").asText();
                KubeObject.metadata(object)
                        .put("name", Names.generate(base, api.options().random()));
            }
        }
    }
}
