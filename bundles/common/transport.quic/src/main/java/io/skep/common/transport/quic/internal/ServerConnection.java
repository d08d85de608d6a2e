package io.skep.common.transport.quic.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection at the listening end, from its first packet on: within the limits, and greeted in time. */
final class ServerConnection extends Farewell {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    private final Guests guests;
    private final Duration patience;
    private Guests.Visit visit;
    private Future<?> deadline;
    private boolean established;

    /** @param patience for TLS, and then for the greeting */
    ServerConnection(Guests guests, Duration patience) {
        this.guests = guests;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        QuicChannel connection = (QuicChannel) context.channel();
        visit = guests.enter(((InetSocketAddress) connection.remoteSocketAddress()).getAddress());
        connection.closeFuture().addListener(closed -> visit.leave());
    }

    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        if (visit.isWelcome()) {
            expire(context, "TLS was not agreed in time");
        } else {
            LOG.warn("connection from {} refused: too many connections", peer(context));
            context.executor().execute(() -> refuse((QuicChannel) context.channel()));
        }
        context.fireChannelRegistered();
    }

    /** After the first packet has been read: before that there are no keys to answer with. */
    private static void refuse(QuicChannel connection) {
        connection.close(false, CONNECTION_REFUSED, Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        established = true;
        expire(context, "the edge said nothing in time");
        context.fireChannelActive();
    }

    private void expire(ChannelHandlerContext context, String reason) {
        greeted();
        QuicChannel connection = (QuicChannel) context.channel();
        deadline = context.executor()
                .schedule(() -> close(connection, REFUSED, reason), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void greeted() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** The peer has been answered; on the event loop. */
    void answered() {
        greeted();
        visit.greeted();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        greeted();
        if (!established) {
            failure()
                    .ifPresentOrElse(
                            cause -> LOG.info("edge at {} refused by TLS: {}", peer(context), cause.getMessage()),
                            () -> LOG.debug("peer at {} left before TLS was done", peer(context)));
        }
        context.fireChannelInactive();
    }

    private static Object peer(ChannelHandlerContext context) {
        return ((QuicChannel) context.channel()).remoteSocketAddress();
    }
}
