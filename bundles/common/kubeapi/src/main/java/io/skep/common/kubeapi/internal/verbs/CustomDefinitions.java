package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Builtins;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.model.KubeObject;
import java.util.Optional;

/** Deletes definitions: first their objects, then themselves. */
final class CustomDefinitions {

    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private final ApiContext api;
    private final Deletes deletes;

    CustomDefinitions(ApiContext api, Deletes deletes) {
        this.api = api;
        this.deletes = deletes;
    }

    /** Goes on with the deletions that a stop of the process cut short. */
    void resume() {
        for (StoredObject definition : api.store().list(Builtins.CRDS, "", 0).objects()) {
            if (KubeObject.isTerminating(definition.tree())) {
                settle(definition.key().name());
            }
        }
    }

    Deletes.Outcome delete(Resource crds, String name, DeleteOptions options) {
        if (!options.dryRun() && hasObjects(name)) {
            hold(crds, name);
        }
        Deletes.Outcome outcome = deletes.delete(crds, "", name, options);
        if (outcome.isGone() || options.dryRun()) {
            return outcome;
        }
        settle(name);
        return new Deletes.Outcome(
                outcome.object(), api.store().find(crds.key("", name)).isEmpty());
    }

    private boolean hasObjects(String name) {
        return !api.store().list(name, "", 0).objects().isEmpty();
    }

    private void hold(Resource crds, String name) {
        change(crds, name, finalizers -> {
            for (int i = 0; i < finalizers.size(); i++) {
                if (finalizers.get(i).asText().equals(CLEANUP)) {
                    return;
                }
            }
            finalizers.add(CLEANUP);
        });
    }

    /** Deletes what is left of a terminating definition's objects, and the definition when nothing is left. */
    void settle(String name) {
        Optional<ObjectNode> crd =
                api.store().find(new StoreKey(Builtins.CRDS, "", name)).map(StoredObject::tree);
        if (crd.isEmpty() || !KubeObject.isTerminating(crd.get())) {
            return;
        }
        api.catalog().versionsOf(name).findFirst().ifPresent(this::deleteObjects);
        if (!hasObjects(name)) {
            Resource crds = api.catalog().builtin("apiextensions.k8s.io/v1", "customresourcedefinitions");
            change(crds, name, finalizers -> {
                for (int i = finalizers.size() - 1; i >= 0; i--) {
                    if (finalizers.get(i).asText().equals(CLEANUP)) {
                        finalizers.remove(i);
                    }
                }
            });
        }
    }

    private void deleteObjects(Resource resource) {
        for (StoredObject object :
                api.store().list(resource.served().qualifiedName(), "", 0).objects()) {
            try {
                deletes.delete(resource, object.key().namespace(), object.key().name(), DeleteOptions.NOW);
            } catch (ApiException e) {
                if (e.httpCode() != 404) {
                    throw e;
                }
            }
        }
    }

    private interface FinalizerChange {
        void apply(ArrayNode finalizers);
    }

    private void change(Resource crds, String name, FinalizerChange change) {
        StoreKey key = crds.key("", name);
        for (Optional<StoredObject> stored = api.store().find(key);
                stored.isPresent();
                stored = api.store().find(key)) {
            ObjectNode crd = stored.get().tree();
            change.apply(KubeObject.metadata(crd).withArrayProperty("finalizers"));
            try {
                if (Deletes.isOver(crds, crd)) {
                    api.delete(key, stored.get().revision());
                } else {
                    api.put(crds, key, stored.get().revision(), crd);
                }
                return;
            } catch (StoreException e) {
                if (e.problem() != StoreException.Problem.CONFLICT && e.problem() != StoreException.Problem.ABSENT) {
                    throw ApiException.of(e, crds.served(), name);
                }
            }
        }
    }
}
