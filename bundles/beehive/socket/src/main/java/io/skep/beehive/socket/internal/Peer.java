package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Message;
import io.skep.common.model.RoutedMessage;
import java.io.IOException;

/** Which side of a connection this process is, and so how the two get to know one another. */
interface Peer {

    /** What is to be done before the first packet is read. */
    void greet(Connection connection) throws IOException, InterruptedException;

    /**
     * A message that is no answer to one of ours.
     *
     * @throws io.skep.beehive.api.SkepException when the connection is not to go on
     */
    void arrived(RoutedMessage routed, Connection connection) throws InterruptedException;

    /** The message as it stands on the wire. */
    Message outgoing(Message message);
}
