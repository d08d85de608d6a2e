package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.spi.Budget;
import io.skep.common.transport.spi.Encoded;
import io.skep.common.transport.spi.Receiver;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link after its greeting: one stream of one connection. One thread of its own calls the handler, any thread sends. */
final class QuicLink implements Link {

    static final String LANE = "quic";

    private static final Logger LOG = LoggerFactory.getLogger(QuicLink.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final QuicChannel connection;
    private final QuicStreamChannel stream;
    private final String nodeId;
    private final String projectId;
    private final Optional<X509Certificate> peerCertificate;
    private final Receiver receiver;
    private final SendQueue outgoing;
    private volatile InetSocketAddress peer;
    private final AtomicBoolean closed = new AtomicBoolean();

    QuicLink(
            QuicStreamChannel stream,
            String nodeId,
            String projectId,
            Optional<X509Certificate> peerCertificate,
            Budget budget) {
        this.stream = stream;
        this.connection = stream.parent();
        this.peer = (InetSocketAddress) connection.remoteSocketAddress();
        this.nodeId = nodeId;
        this.projectId = projectId;
        this.peerCertificate = peerCertificate;
        this.receiver = new Receiver(
                this, budget, stream, (broken, reason) -> close(broken ? Farewell.BROKEN : Farewell.DONE, reason));
        this.outgoing = new SendQueue(stream, PATIENCE);
    }

    /** Starts the link's thread. */
    void start(LinkHandler handler) {
        receiver.start(handler);
    }

    /** Keeps the connection alive from now on: a datagram is acknowledged even while the stream is full. */
    void keepAlive(Duration interval) {
        Future<?> pings = connection
                .eventLoop()
                .scheduleAtFixedRate(
                        () -> connection.writeAndFlush(Unpooled.directBuffer(1).writeByte(0)),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
        whenClosed(() -> pings.cancel(false));
    }

    @Override
    public void send(Message message) throws InterruptedException {
        if (!outgoing.await()) {
            close(Farewell.BROKEN, "the peer does not read");
        }
        if (!isOpen() || !outgoing.add(encode(message))) {
            throw new SkepException(
                    LinkError.LINK_CLOSED,
                    "The " + message + " was not sent because the link of " + nodeId + " is closed: "
                            + receiver.endReason() + ".");
        }
    }

    private ByteBuf encode(Message message) {
        ByteBuf bytes = Encoded.of(message, FrameDecoder.LENGTH_BYTES, stream.alloc());
        return bytes.setInt(0, bytes.readableBytes() - FrameDecoder.LENGTH_BYTES);
    }

    /** Called on the event loop; takes over the bytes. */
    void arrived(ByteBuf bytes) {
        receiver.arrived(bytes);
    }

    /** Called on the event loop for what came, before it is known what it is. */
    void read(int bytes) {
        receiver.read(bytes);
    }

    /** Called on the event loop when the peer sends no more: what has come is still handled, and the connection ends. */
    void finished() {
        gone("the peer closed the link");
        Farewell.close(connection, Farewell.DONE, "");
    }

    /** Called on the event loop when the connection is gone: what has come is still handled. */
    void gone(String reason) {
        closed.set(true);
        receiver.gone(reason);
        outgoing.close();
    }

    @Override
    public void close() {
        close(Farewell.DONE, "it was closed here");
    }

    /**
     * Closes with a reason for {@link LinkHandler#disconnected}. When nothing is wrong the peer gets what was sent before: this end says that no more follows,
     * and the peer ends the connection, or this end after a second.
     */
    void close(int code, String reason) {
        boolean first = closed.compareAndSet(false, true);
        receiver.drop(reason);
        if (!first) {
            return;
        }
        try {
            connection.eventLoop().execute(() -> leave(code, reason));
        } catch (RejectedExecutionException e) {
            LOG.debug("link of {} closed after its event loop", nodeId);
        }
    }

    private void leave(int code, String reason) {
        outgoing.finish();
        if (code != Farewell.DONE || !stream.isActive()) {
            Farewell.close(connection, code, reason);
            return;
        }
        stream.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.EMPTY_BUFFER, true));
        Farewell.closeSoon(connection);
    }

    /** Waits until the peer knows, or the time is over. */
    void awaitClosed(long milliseconds) {
        connection.closeFuture().awaitUninterruptibly(milliseconds);
    }

    void whenClosed(Runnable action) {
        connection.closeFuture().addListener(done -> action.run());
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public String projectId() {
        return projectId;
    }

    @Override
    public Optional<X509Certificate> peerCertificate() {
        return peerCertificate;
    }

    /** Where the peer is now: it may move while the link lives. Afterwards where it was. */
    @Override
    public InetSocketAddress peer() {
        if (connection.remoteSocketAddress() instanceof InetSocketAddress now) {
            peer = now;
        }
        return peer;
    }

    @Override
    public boolean skepPeer() {
        return true;
    }

    @Override
    public String lane() {
        return LANE;
    }

    @Override
    public boolean isOpen() {
        return !closed.get() && stream.isActive();
    }

    @Override
    public String toString() {
        return "link of " + nodeId + " with " + peer() + " by QUIC";
    }
}
