package io.skep.edge.store;

import io.skep.beehive.api.Message;

/**
 * An entry as it lies in the outbox.
 *
 * @param id rises with every {@link Outbox#put}; never used twice
 */
public record QueuedMessage(long id, String key, Message message) {}
