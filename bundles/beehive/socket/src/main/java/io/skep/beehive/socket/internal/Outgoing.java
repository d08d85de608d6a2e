package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.ModuleContext;

/**
 * A packet to be sent.
 *
 * @param id of its message
 * @param run for which run of a module it is on its way; null for what this side says by itself, such as an answer
 * @param delivery the message in the module's hands; null if there is none
 */
record Outgoing(String id, byte[] packet, ModuleContext run, Delivery delivery) {

    static Outgoing answer(String id, byte[] packet) {
        return new Outgoing(id, packet, null, null);
    }

    boolean isAnswer() {
        return run == null;
    }

    void finish() {
        if (delivery != null) {
            delivery.done();
        }
    }
}
