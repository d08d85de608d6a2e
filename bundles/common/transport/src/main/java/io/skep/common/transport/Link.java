package io.skep.common.transport;

import io.skep.beehive.api.Message;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** One open connection that carries messages both ways. All methods may be called from any thread. */
@ProviderType
public interface Link extends AutoCloseable {

    /** {@code Node_id} of the handshake; empty if the peer gave none. What it claims is to be checked against the certificate. */
    String nodeId();

    /** {@code Project_id} of the handshake. */
    String projectId();

    /** The peer's certificate, verified by TLS. */
    Optional<X509Certificate> peerCertificate();

    InetSocketAddress peer();

    /** True when the peer announced {@code Skep-Channel: 1} in the handshake. */
    boolean skepPeer();

    /**
     * Sends one message as the wire has it ({@code sync} is never written, the resource is written as it is). Blocks while the socket is not
     * writable, so that back-pressure reaches the sender.
     *
     * @throws io.skep.beehive.api.SkepException SKEP-502 when the link is closed; the message was not delivered for all that is known
     */
    void send(Message message) throws InterruptedException;

    /**
     * Asks the peer's transport whether it is there: a WebSocket ping, which overtakes nothing that was sent before. For the dialling end, whose pings are few.
     *
     * @return true when the peer has answered, false when the link ended first; true at once where the lane looks after that by itself
     */
    default CompletableFuture<Boolean> roundTrip() {
        return CompletableFuture.completedFuture(true);
    }

    /** {@code websocket} or {@code quic}. */
    String lane();

    boolean isOpen();

    /** Closes at once; {@link LinkHandler#disconnected} follows. Further calls do nothing. */
    @Override
    void close();
}
