package io.skep.common.transport;

import io.skep.beehive.api.Message;
import java.net.InetSocketAddress;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What happens on a link. The calls for one link come one after the other, on a virtual thread of that link; while one blocks, nothing more is
 * read from that socket.
 */
@ConsumerType
public interface LinkHandler {

    /**
     * A peer asks to be let in. Called at a listening end only, before its link exists, on a virtual thread of that connection, for several connections at
     * the same time; it may take as long as the handshake timeout.
     */
    default Admission admit(LinkRequest request) throws Exception {
        return Admission.ACCEPTED;
    }

    /**
     * A peer did not get through TLS, at a listening end. Called on a thread of the transport; must not block.
     *
     * @param reason one clause about the peer
     */
    default void refused(InetSocketAddress peer, String reason) {}

    /** The handshake is done; before any {@link #received}. */
    void connected(Link link) throws Exception;

    /** A message came. {@code config}, {@code ping} and {@code pong} are answered by the transport and never come here. */
    void received(Link link, Message message) throws Exception;

    /**
     * The link is gone; the last call for it.
     *
     * @param reason one clause for the log
     */
    void disconnected(Link link, String reason);
}
