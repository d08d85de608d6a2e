package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.List;

/** The handler names the runtime and never changes. */
final class RuntimeClassRules implements KindRules {

    @Override
    public void check(ObjectNode runtimeClass, List<Cause> causes) {
        Names.label("handler", runtimeClass.path("handler").asText(""), causes);
    }

    @Override
    public void checkUpdate(ObjectNode runtimeClass, ObjectNode before, List<Cause> causes) {
        if (!runtimeClass.path("handler").equals(before.path("handler"))) {
            causes.add(Cause.invalid("handler", runtimeClass.path("handler").asText(""), "field is immutable"));
        }
    }
}
