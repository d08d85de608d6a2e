package io.skep.cloud.edgecontroller.internal;

import io.skep.beehive.api.Message;

/** Where messages for edges go. */
@FunctionalInterface
public interface Outgoing {
    void send(Message message) throws InterruptedException;
}
