package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is to be deleted.
 *
 * @param gracePeriodSeconds empty for the object's own
 * @param uid the object must have it
 * @param resourceVersion the object must have it
 */
public record DeleteOptions(
        OptionalLong gracePeriodSeconds, Optional<String> uid, Optional<String> resourceVersion, boolean dryRun) {

    public static final DeleteOptions NOW =
            new DeleteOptions(OptionalLong.of(0), Optional.empty(), Optional.empty(), false);

    /** Reads a {@code DeleteOptions} object; absent members are as if not asked for. */
    public static DeleteOptions of(JsonNode options, boolean dryRun) {
        JsonNode grace = options.path("gracePeriodSeconds");
        JsonNode preconditions = options.path("preconditions");
        boolean dry = dryRun || options.path("dryRun").path(0).asText("").equals("All");
        return new DeleteOptions(
                grace.isNumber() ? OptionalLong.of(grace.asLong()) : OptionalLong.empty(),
                text(preconditions.path("uid")),
                text(preconditions.path("resourceVersion")),
                dry);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
