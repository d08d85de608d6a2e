package io.skep.edge.store;

import io.skep.beehive.api.Message;
import java.util.Objects;

/**
 * A message for the cloud.
 *
 * @param key of two entries with the same key only the newer one is kept: for statuses, where the newer one says all that the older one said;
 *     empty for a message that must arrive whatever comes later
 */
public record OutboxEntry(String key, Message message) {

    public OutboxEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(message, "message");
    }

    /** A message that no other replaces. */
    public static OutboxEntry of(Message message) {
        return new OutboxEntry("", message);
    }
}
