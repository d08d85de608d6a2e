package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Builtins;
import io.skep.common.kubeapi.internal.kinds.CrdStatus;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.model.KubeObject;
import java.util.List;
import java.util.Optional;

/** What a new object must find in the store, and what it gets because of what is there. */
public final class Admission {

    private final ApiContext api;
    private final PodAdmission pods;

    public Admission(ApiContext api) {
        this.api = api;
        this.pods = new PodAdmission(api);
    }

    /** Admits an object that is created: changes it or refuses it. */
    void admit(Resource resource, String namespace, ObjectNode object) {
        String name = KubeObject.name(object);
        if (resource.served().namespaced()) {
            requireNamespace(resource, namespace, name);
        }
        if (api.catalog().isTerminating(resource)) {
            throw ApiException.of(
                    405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating");
        }
        if (!resource.isCustom() && resource.served().kind().equals("Pod")) {
            pods.admit(resource, object);
        }
        adjust(resource, object);
    }

    /** Completes an object that is created or updated by what the store holds besides it. */
    void adjust(Resource resource, ObjectNode object) {
        if (resource.served().qualifiedName().equals(Builtins.CRDS)) {
            List<ObjectNode> all = api.store().list(Builtins.CRDS, "", 0).objects().stream()
                    .map(StoredObject::tree)
                    .toList();
            CrdStatus.write(object, all, api.clock().instant());
        }
    }

    private void requireNamespace(Resource resource, String namespace, String name) {
        Resource namespaces = api.catalog().builtin("v1", "namespaces");
        Optional<StoredObject> found = api.store().find(namespaces.key("", namespace));
        if (found.isEmpty()) {
            throw ApiException.notFound(namespaces.served(), namespace);
        }
        if (KubeObject.isTerminating(found.get().tree())) {
            throw ApiException.forbidden(
                            resource.served(),
                            name,
                            "unable to create new content in namespace " + namespace
                                    + " because it is being terminated")
                    .withCause(
                            "NamespaceTerminating",
                            "namespace " + namespace + " is being terminated",
                            "metadata.namespace");
        }
    }
}
