package io.skep.common.kubeapi.internal.verbs;

import io.skep.common.kubeapi.schema.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * How a write is to be done.
 *
 * @param dryRun everything but the write itself
 * @param validation what unknown and duplicate fields lead to
 * @param duplicates fields that occur twice in the body
 * @param warnings filled by the write: what the client is told besides the answer
 */
public record WriteOptions(boolean dryRun, Validation validation, List<FieldError> duplicates, List<String> warnings) {

    /** The {@code fieldValidation} of a request. */
    public enum Validation {
        STRICT,
        WARN,
        IGNORE
    }

    /** A write of our own: strict. */
    public static WriteOptions strict() {
        return new WriteOptions(false, Validation.STRICT, List.of(), new ArrayList<>());
    }
}
