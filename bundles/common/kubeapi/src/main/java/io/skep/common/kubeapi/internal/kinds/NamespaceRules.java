package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.model.KubeObject;
import java.util.List;
import java.util.Set;

/** A namespace goes when its contents are gone and {@code spec.finalizers} is empty. */
final class NamespaceRules implements KindRules {

    static final String NAME_LABEL = "kubernetes.io/metadata.name";

    @Override
    public Set<String> selectableFields() {
        return Set.of("status.phase");
    }

    @Override
    public void prepareCreate(ObjectNode namespace) {
        namespace.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
        namespace.putObject("status").put("phase", "Active");
        label(namespace);
    }

    @Override
    public void prepareUpdate(ObjectNode namespace, ObjectNode before) {
        namespace
                .withObjectProperty("spec")
                .set("finalizers", before.path("spec").path("finalizers"));
        label(namespace);
    }

    private static void label(ObjectNode namespace) {
        KubeObject.metadata(namespace).withObjectProperty("labels").put(NAME_LABEL, KubeObject.name(namespace));
    }

    @Override
    public void checkName(String name, List<Cause> causes) {
        Names.label("metadata.name", name, causes);
    }

    @Override
    public boolean isHeld(ObjectNode namespace) {
        return !namespace.path("spec").path("finalizers").isEmpty();
    }

    @Override
    public void prepareTermination(ObjectNode namespace) {
        namespace.withObjectProperty("status").put("phase", "Terminating");
    }
}
