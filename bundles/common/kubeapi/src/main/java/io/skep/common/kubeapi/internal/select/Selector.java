package io.skep.common.kubeapi.internal.select;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What a request selects: labels and fields. */
public record Selector(LabelSelector labels, FieldSelector fields) {

    public boolean matches(ObjectNode object) {
        return labels.matches(object.path("metadata").path("labels")) && fields.matches(object);
    }

    public boolean isAll() {
        return labels.isAll() && fields.isAll();
    }

    /** The one name that can match, when the fields say so. */
    public Optional<String> onlyName() {
        return fields.required("metadata.name");
    }
}
