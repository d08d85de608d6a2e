package io.skep.common.model;

import io.skep.beehive.api.Message;
import java.util.Objects;

/**
 * A message on its way to or from a module in another process (docs/protocol/socket.md): here the wire carries {@link Message#sync()} too.
 *
 * @param type kind of context that the answer has to go back by, {@code unixpacket}; else empty
 * @param destination name of the module that it is for, else empty
 */
public record RoutedMessage(Message message, String type, String destination) {

    public RoutedMessage {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(destination, "destination");
    }
}
