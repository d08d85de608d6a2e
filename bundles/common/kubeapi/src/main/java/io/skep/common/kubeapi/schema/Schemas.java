package io.skep.common.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.schema.BuiltinSchema;
import io.skep.common.kubeapi.internal.schema.CustomSchema;
import io.skep.common.kubeapi.internal.schema.StructuralRules;
import java.util.List;
import java.util.Optional;

/** Where schemas come from. */
public final class Schemas {

    private Schemas() {}

    /** The schema of a built-in kind, e.g. {@code "", "v1", "Pod"}; read from the bundle when it is first asked for. */
    public static Optional<Schema> builtin(String group, String version, String kind) {
        return BuiltinSchema.find(group, version, kind);
    }

    /**
     * The schema of one version of a custom resource.
     *
     * @param openApiV3Schema {@code spec.versions[].schema.openAPIV3Schema}; an empty object stands for none. Not copied: do not change it afterwards
     * @param preserveUnknown {@code spec.preserveUnknownFields}
     */
    public static Schema ofCrdVersion(ObjectNode openApiV3Schema, boolean preserveUnknown) {
        return new CustomSchema(openApiV3Schema, preserveUnknown);
    }

    /**
     * What keeps a custom resource's schema from being structural, or makes it unusable (a broken pattern, an unknown type).
     *
     * @param path where the schema stands, e.g. {@code spec.validation.openAPIV3Schema}
     */
    public static List<FieldError> checkCrdSchema(ObjectNode openApiV3Schema, String path) {
        return StructuralRules.check(openApiV3Schema, path);
    }
}
