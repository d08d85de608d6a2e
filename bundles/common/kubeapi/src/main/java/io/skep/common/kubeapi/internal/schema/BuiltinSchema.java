package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.schema.FieldType.AnyType;
import io.skep.common.kubeapi.internal.schema.FieldType.ListType;
import io.skep.common.kubeapi.internal.schema.FieldType.MapType;
import io.skep.common.kubeapi.internal.schema.FieldType.Reference;
import io.skep.common.kubeapi.internal.schema.FieldType.Scalar;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The schema of a built-in kind. As when the API server decodes into its structures, null stands for absent. Required is what the API documents as
 * required, except below {@code status}, for booleans and for the few fields that the server fills in.
 */
public final class BuiltinSchema implements Schema {

    private static final Set<String> FILLED_BY_SERVER = Set.of(
            "io.k8s.api.authentication.v1.TokenRequestSpec.audiences",
            "io.k8s.api.authentication.v1.TokenRequest.spec",
            "io.k8s.api.events.v1.Event.eventTime",
            "io.k8s.api.core.v1.Event.metadata",
            "io.k8s.api.core.v1.Binding.target",
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus.conditions");

    private final Definitions definitions;
    private final Definition root;
    private final Consumer<ObjectNode> defaults;

    BuiltinSchema(Definitions definitions, Definition root, Consumer<ObjectNode> defaults) {
        this.definitions = definitions;
        this.root = root;
        this.defaults = defaults;
    }

    /** The schema of a built-in kind. */
    public static Optional<Schema> find(String group, String version, String kind) {
        Definitions all = Definitions.get();
        return all.kind(group, version, kind)
                .map(root -> new BuiltinSchema(all, root, BuiltinDefaults.of(group, kind)));
    }

    /** The schema of ObjectMeta, for custom and embedded resources. */
    static BuiltinSchema objectMeta() {
        Definitions all = Definitions.get();
        return new BuiltinSchema(all, all.definition(Definitions.OBJECT_META), object -> {});
    }

    @Override
    public List<FieldError> check(ObjectNode object) {
        Faults faults = new Faults();
        check(object, "", faults);
        return faults.list();
    }

    void check(ObjectNode object, String path, Faults faults) {
        structure(root, object, path, faults, true);
    }

    private void structure(Definition type, ObjectNode object, String path, Faults faults, boolean strict) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String child = Faults.child(path, entry.getKey());
            FieldType field = type.fields().get(entry.getKey());
            if (field == null) {
                faults.unknown(child);
            } else if (!faults.isFull()) {
                value(field, entry.getValue(), child, faults, strict && !child.equals("status"));
            }
        }
        if (strict) {
            for (String field : type.required()) {
                if (isEmpty(object.get(field))
                        && type.fields().get(field) != Scalar.BOOLEAN
                        && !FILLED_BY_SERVER.contains(type.name() + "." + field)) {
                    faults.required(Faults.child(path, field));
                }
            }
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value == null || value.isNull();
    }

    private void value(FieldType type, JsonNode value, String path, Faults faults, boolean strict) {
        if (value.isNull()) {
            return;
        }
        switch (type) {
            case AnyType _ -> {}
            case Scalar scalar -> scalar(scalar, value, path, faults);
            case Reference(String name) -> {
                if (value instanceof ObjectNode object) {
                    structure(definitions.definition(name), object, path, faults, strict);
                } else {
                    faults.wrongType(path, value, "object");
                }
            }
            case ListType(FieldType item) -> {
                if (!value.isArray()) {
                    faults.wrongType(path, value, "array");
                }
                for (int i = 0; value.isArray() && i < value.size(); i++) {
                    value(item, value.get(i), path + "[" + i + "]", faults, strict);
                }
            }
            case MapType(FieldType item) -> {
                if (!value.isObject()) {
                    faults.wrongType(path, value, "object");
                }
                value.properties()
                        .forEach(entry ->
                                value(item, entry.getValue(), Faults.child(path, entry.getKey()), faults, strict));
            }
        }
    }

    private static void scalar(Scalar type, JsonNode value, String path, Faults faults) {
        boolean right = switch (type) {
            case BOOLEAN -> value.isBoolean();
            case INTEGER -> value.isIntegralNumber() && value.canConvertToLong();
            case NUMBER -> value.isNumber();
            case INT_OR_STRING -> value.isTextual() || value.canConvertToInt();
            case QUANTITY -> value.isTextual() || value.isNumber();
            case STRING, BYTES, TIME, MICRO_TIME -> value.isTextual();
        };
        if (!right) {
            faults.wrongType(path, value, type == Scalar.BYTES || type == Scalar.TIME ? "string" : type.word());
        } else if (!formatted(type, value.asText())) {
            faults.wrongFormat(path, value, type.word());
        }
    }

    private static boolean formatted(Scalar type, String text) {
        return switch (type) {
            case QUANTITY -> Formats.isQuantity(text);
            case TIME, MICRO_TIME -> Formats.isTime(text);
            case BYTES -> Formats.isBase64(text);
            default -> true;
        };
    }

    @Override
    public void prune(ObjectNode object) {
        prune(root, object);
    }

    private void prune(Definition type, ObjectNode object) {
        List<String> unknown = new ArrayList<>();
        object.properties()
                .forEach(entry -> type.find(entry.getKey())
                        .ifPresentOrElse(field -> prune(field, entry.getValue()), () -> unknown.add(entry.getKey())));
        object.remove(unknown);
    }

    private void prune(FieldType type, JsonNode value) {
        switch (type) {
            case Reference(String name)
            when value instanceof ObjectNode object -> prune(definitions.definition(name), object);
            case ListType(FieldType item) -> value.forEach(child -> prune(item, child));
            case MapType(FieldType item) -> value.forEach(child -> prune(item, child));
            case Reference _, AnyType _, Scalar _ -> {}
        }
    }

    @Override
    public void applyDefaults(ObjectNode object) {
        defaults.accept(object);
    }
}
