package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.internal.kinds.MetadataRules;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.verbs.WriteOptions.Validation;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Checks and cleans an object that a client sent. */
final class Incoming {

    private Incoming() {}

    /** Type, fields and types of values; afterwards the object is pruned and carries the schema's defaults. */
    static void take(Resource resource, ObjectNode object, WriteOptions options) {
        checkType(resource.served(), object);
        if (object.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "selfLink"));
        } else {
            object.putObject("metadata");
        }
        if (!resource.isCustom()) {
            dropNulls(object);
        }
        checkFields(resource, object, options);
        resource.schema().prune(object);
        resource.schema().applyDefaults(object);
    }

    private static void checkType(ServedResource served, ObjectNode object) {
        String kind = KubeObject.kind(object);
        String apiVersion = KubeObject.apiVersion(object);
        if (!kind.isEmpty() && !kind.equals(served.kind())) {
            throw ApiException.badRequest(kind + " in version " + quote(apiVersion) + " cannot be handled as a "
                    + served.kind() + ": no kind " + quote(kind) + " is served at " + served.plural());
        }
        if (!apiVersion.isEmpty() && !apiVersion.equals(served.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + served.apiVersion() + ")");
        }
        object.put("kind", served.kind()).put("apiVersion", served.apiVersion());
    }

    private static void checkFields(Resource resource, ObjectNode object, WriteOptions options) {
        ServedResource served = resource.served();
        List<FieldError> faults = new ArrayList<>(options.duplicates());
        faults.addAll(resource.schema().check(object));
        List<String> strict = faults.stream()
                .filter(FieldError::isStrict)
                .map(FieldError::sentence)
                .toList();
        String handled = served.kind() + " in version " + quote(served.version()) + " cannot be handled as a "
                + served.kind() + ": ";
        if (!strict.isEmpty() && options.validation() == Validation.STRICT) {
            throw ApiException.badRequest(handled + "strict decoding error: " + String.join(", ", strict));
        }
        if (options.validation() == Validation.WARN) {
            options.warnings().addAll(strict);
        }
        List<FieldError> wrong = faults.stream()
                .filter(fault -> fault.kind() == FieldError.Kind.INVALID
                        || fault.kind() == FieldError.Kind.REQUIRED && resource.isCustom())
                .toList();
        if (wrong.isEmpty()) {
            return;
        }
        if (!resource.isCustom()) {
            throw ApiException.badRequest(handled
                    + String.join(", ", wrong.stream().map(FieldError::sentence).toList()));
        }
        List<Cause> causes = wrong.stream()
                .map(fault -> new Cause(fault.reason(), fault.message(), fault.path()))
                .toList();
        throw ApiException.invalid(served, KubeObject.name(object), causes);
    }

    /** In built-in kinds null means absent; the status keeps its nulls, which some clients expect to read back. */
    private static void dropNulls(ObjectNode object) {
        Iterator<JsonNode> members = object.iterator();
        JsonNode status = object.path("status");
        while (members.hasNext()) {
            JsonNode member = members.next();
            if (member.isNull()) {
                members.remove();
            } else if (member.isObject() && member.size() > 0 && !isSame(member, status)) {
                dropNulls((ObjectNode) member);
            } else if (member.isArray()) {
                member.forEach(item -> {
                    if (item instanceof ObjectNode node) {
                        dropNulls(node);
                    }
                });
            }
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(JsonNode left, JsonNode right) {
        return left == right;
    }

    /** Checks what the kind and its metadata must fulfil; 422 when they do not. */
    static void validate(Resource resource, ObjectNode object, List<Cause> causes) {
        MetadataRules.check(object, causes);
        resource.rules().check(object, causes);
        if (!causes.isEmpty()) {
            throw ApiException.invalid(resource.served(), KubeObject.name(object), causes);
        }
    }

    /** Sets the namespace of the request, and refuses another one in the object. */
    static void place(Resource resource, ObjectNode object, String namespace) {
        String own = KubeObject.namespace(object);
        if (!resource.served().namespaced()) {
            KubeObject.metadata(object).remove("namespace");
        } else if (own.isEmpty()) {
            KubeObject.metadata(object).put("namespace", namespace);
        } else if (!own.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static String quote(String text) {
        return '"' + text + '"';
    }
}
