package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.List;

/** A lease lasts a positive number of seconds. */
final class LeaseRules implements KindRules {

    @Override
    public boolean takesBlindUpdates() {
        return false;
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }

    @Override
    public void check(ObjectNode lease, List<Cause> causes) {
        JsonNode spec = lease.path("spec");
        positive(spec, "leaseDurationSeconds", 1, "must be greater than 0", causes);
        positive(spec, "leaseTransitions", 0, "must be greater than or equal to 0", causes);
    }

    private static void positive(JsonNode spec, String member, int least, String detail, List<Cause> causes) {
        JsonNode value = spec.path(member);
        if (value.isNumber() && value.asLong() < least) {
            causes.add(new Cause(
                    "FieldValueInvalid", "Invalid value: " + value.asText() + ": " + detail, "spec." + member));
        }
    }
}
