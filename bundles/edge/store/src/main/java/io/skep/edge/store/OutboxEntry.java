package io.skep.edge.store;

import io.skep.beehive.api.Message;
import java.util.Objects;

/**
 * A message for the cloud.
 *
 * @param key of two entries with the same key only the newer one is kept: for statuses, where the newer one says all that the older one said;
 *     empty for a message that must arrive whatever comes later
 * @param expendable it may be left out when the outbox is full: an event, whose loss changes nothing
 */
public record OutboxEntry(String key, boolean expendable, Message message) {

    public OutboxEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(message, "message");
    }

    /** A message that must arrive, or the next one with its key. */
    public OutboxEntry(String key, Message message) {
        this(key, false, message);
    }

    /** A message that no other replaces. */
    public static OutboxEntry of(Message message) {
        return new OutboxEntry("", message);
    }
}
