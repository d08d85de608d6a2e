package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.model.KubeObject;
import java.util.List;
import java.util.Set;

/** An event stands in the namespace of what it is about. */
final class EventRules implements KindRules {

    @Override
    public Set<String> selectableFields() {
        return Set.of(
                "involvedObject.kind",
                "involvedObject.namespace",
                "involvedObject.name",
                "involvedObject.uid",
                "involvedObject.apiVersion",
                "involvedObject.resourceVersion",
                "involvedObject.fieldPath",
                "reason",
                "reportingComponent",
                "source",
                "type");
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }

    @Override
    public void checkName(String name, List<Cause> causes) {
        Names.subdomain("metadata.name", name, causes);
    }

    @Override
    public void check(ObjectNode event, List<Cause> causes) {
        String about = event.path("involvedObject").path("namespace").asText("");
        String own = KubeObject.namespace(event);
        boolean fits = about.isEmpty() ? own.equals("default") || own.equals("kube-system") : about.equals(own);
        if (!fits) {
            causes.add(Cause.invalid("involvedObject.namespace", about, "does not match event.namespace"));
        }
    }
}
