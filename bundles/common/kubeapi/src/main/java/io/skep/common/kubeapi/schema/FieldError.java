package io.skep.common.kubeapi.schema;

/**
 * One fault of an object.
 *
 * @param path the field, e.g. {@code spec.containers[0].name}
 * @param message in the API server's words: whole for {@link Kind#UNKNOWN} and {@link Kind#DUPLICATE} ({@code unknown field "spec.foo"}), without
 *     the path for the others ({@code Required value}, {@code Invalid value: "string": spec.x in body must be of type integer: "string"})
 */
public record FieldError(Kind kind, String path, String message) {

    /** What is wrong. Unknown and duplicate fields are subject to the {@code fieldValidation} of a request, the others always refuse it. */
    public enum Kind {
        UNKNOWN,
        DUPLICATE,
        INVALID,
        REQUIRED
    }

    /** As it stands in the message of a {@code Status}: with the path where the message has none. */
    public String sentence() {
        return isStrict() ? message : path + ": " + message;
    }

    /** True for what {@code fieldValidation} decides about. */
    public boolean isStrict() {
        return kind == Kind.UNKNOWN || kind == Kind.DUPLICATE;
    }

    /** The reason of the {@code StatusCause}, e.g. {@code FieldValueRequired}. */
    public String reason() {
        if (kind == Kind.REQUIRED) {
            return "FieldValueRequired";
        }
        if (message.startsWith("Unsupported value")) {
            return "FieldValueNotSupported";
        }
        if (message.startsWith("Too long")) {
            return "FieldValueTooLong";
        }
        if (message.startsWith("Too many")) {
            return "FieldValueTooMany";
        }
        return message.startsWith("Forbidden") ? "FieldValueForbidden" : "FieldValueInvalid";
    }
}
