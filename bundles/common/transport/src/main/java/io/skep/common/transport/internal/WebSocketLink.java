package io.skep.common.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A link after its handshake: one thread of its own calls the handler, any thread sends. */
final class WebSocketLink implements Link, AutoCloseableLink {

    static final String LANE = "websocket";
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private static final int MAX_UNANSWERED = 2;

    private final Channel channel;
    private final String nodeId;
    private final String projectId;
    private final Optional<X509Certificate> peerCertificate;
    private final boolean skepPeer;
    private final InetSocketAddress peer;
    private final Receiver receiver;
    private final WriteGate gate;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger unansweredPings = new AtomicInteger();

    private final RoundTrips roundTrips;

    WebSocketLink(
            Channel channel,
            String nodeId,
            String projectId,
            Optional<X509Certificate> peerCertificate,
            boolean skepPeer,
            Budget budget) {
        this.channel = channel;
        this.nodeId = nodeId;
        this.projectId = projectId;
        this.peerCertificate = peerCertificate;
        this.skepPeer = skepPeer;
        this.peer = (InetSocketAddress) channel.remoteAddress();
        this.receiver = new Receiver(this, budget, channel, (broken, reason) -> close(reason));
        this.gate = new WriteGate(channel, closed::get);
        this.roundTrips = new RoundTrips(channel);
    }

    /** Starts the link's thread. */
    void start(LinkHandler handler) {
        receiver.start(handler);
    }

    /** Pings the peer from now on; two that it does not answer end the link. */
    void keepAlive(Duration interval) {
        Future<?> pings = channel.eventLoop()
                .scheduleWithFixedDelay(this::ping, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        whenClosed(() -> pings.cancel(false));
    }

    private void ping() {
        if (receiver.isPaused()) {
            unansweredPings.set(0);
        } else if (unansweredPings.getAndIncrement() >= MAX_UNANSWERED) {
            close("the peer did not answer two pings");
        } else {
            channel.writeAndFlush(new PingWebSocketFrame());
        }
    }

    /** Called on the event loop. */
    void pong(ByteBuf content) {
        unansweredPings.set(0);
        roundTrips.pong(content);
    }

    @Override
    public CompletableFuture<Boolean> roundTrip() {
        return roundTrips.start();
    }

    @Override
    public String lane() {
        return LANE;
    }

    @Override
    public void send(Message message) throws InterruptedException {
        if (!gate.await()) {
            close("the peer does not read");
        }
        if (!isOpen()) {
            throw closed(message);
        }
        channel.write(new TextWebSocketFrame(Encoded.of(message, 0, channel.alloc())));
        wakeLoop(message);
    }

    /** A write without a flush does not wake an event loop that sleeps in its selector: one task wakes it for all that waits. */
    private void wakeLoop(Message message) {
        if (woken.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(() -> woken.set(false));
            } catch (RejectedExecutionException e) {
                throw closed(message);
            }
        }
    }

    private SkepException closed(Message message) {
        return new SkepException(
                LinkError.LINK_CLOSED,
                "The " + message + " was not sent because the link of " + nodeId + " is closed: " + receiver.endReason()
                        + ".");
    }

    /** Called on the event loop; takes over the bytes. */
    void arrived(ByteBuf bytes) {
        receiver.arrived(bytes);
    }

    /** Called on the event loop for what came, before it is known what it is. */
    void read(int bytes) {
        receiver.read(bytes);
    }

    void writabilityChanged() {
        gate.signal();
    }

    /** Called on the event loop when the socket is closed: what has come is still handled. */
    void gone(String reason) {
        closed.set(true);
        receiver.gone(reason);
        gate.signal();
    }

    void closedByPeer(int status, String reason) {
        gone("the peer closed the link" + (status < 0 ? "" : " with " + status)
                + (reason.isEmpty() ? "" : ": " + reason));
        channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void close() {
        close("it was closed here");
    }

    /** Closes with a reason for {@link LinkHandler#disconnected}. */
    void close(String reason) {
        receiver.drop(reason);
        gate.signal();
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        gate.signal();
        if (channel.isWritable()) {
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }

    void whenClosed(Runnable action) {
        channel.closeFuture().addListener(done -> action.run());
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

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public boolean skepPeer() {
        return skepPeer;
    }

    @Override
    public boolean isOpen() {
        return !closed.get() && channel.isActive();
    }

    @Override
    public String toString() {
        return "link of " + nodeId + " with " + peer;
    }
}
