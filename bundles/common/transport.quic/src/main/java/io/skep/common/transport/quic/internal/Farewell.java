package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Stands at the end of a connection's pipeline, throws away its datagrams (they only keep it alive) and remembers how it ended. */
class Farewell extends ChannelInboundHandlerAdapter {

    /** Codes of an application close (RFC 9000, 10.2). */
    static final int DONE = 0;

    static final int REFUSED = 1;
    static final int BROKEN = 2;

    /** Transport error of a server that takes nobody now. */
    static final int CONNECTION_REFUSED = 0x02;

    private static final int NO_APPLICATION_PROTOCOL = 120;
    private static final int MAX_QUOTE = 200;
    private static final long LAST_WORDS_MS = 1000;

    private volatile QuicConnectionCloseEvent last;
    private volatile Throwable failure;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof QuicConnectionCloseEvent close) {
            last = close;
        } else if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
            failure = tls.cause();
        }
        super.userEventTriggered(context, event);
    }

    /** Closes a moment later: within the call that failed, nothing could be sent, and the peer would not learn why. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
        context.executor().execute(context::close);
    }

    /** Ends the connection with a reason that the peer can read. */
    static void close(QuicChannel connection, int code, String reason) {
        connection.close(true, code, Unpooled.copiedBuffer(reason, StandardCharsets.UTF_8));
    }

    /** Ends the connection if the peer does not within a second; it has been told that nothing follows. */
    static void closeSoon(QuicChannel connection) {
        Future<?> last = connection
                .eventLoop()
                .schedule(() -> close(connection, DONE, ""), LAST_WORDS_MS, TimeUnit.MILLISECONDS);
        connection.closeFuture().addListener(closed -> last.cancel(false));
    }

    /** What this end found wrong with TLS. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** TLS's alert, when the peer ended the connection with one. */
    Optional<Integer> alert() {
        return Optional.ofNullable(last)
                .filter(QuicConnectionCloseEvent::isTlsError)
                .map(close -> QuicConnectionCloseEvent.extractTlsError(close.error()));
    }

    boolean isAnotherProtocol() {
        return alert().filter(code -> code == NO_APPLICATION_PROTOCOL).isPresent();
    }

    boolean isRefused() {
        QuicConnectionCloseEvent close = last;
        return close != null && !close.isApplicationClose() && close.error() == CONNECTION_REFUSED;
    }

    /** The peer's reason. An event without one has no bytes at all and cannot be asked for them, but it can be written out. */
    static String words(QuicConnectionCloseEvent close) {
        return close.toString().contains("reason=null") ? "" : new String(close.reason(), StandardCharsets.UTF_8);
    }

    /** One clause for the log. */
    String reason(QuicChannel connection) {
        QuicConnectionCloseEvent close = last;
        if (close == null) {
            return connection.isTimedOut() ? "the peer did not answer" : "the connection was closed by the peer";
        }
        String text = words(close).replaceAll("[^\\x20-\\x7e]+", " ").strip();
        String quote = text.substring(0, Math.min(text.length(), MAX_QUOTE));
        return "the peer closed the link with " + close.error() + (quote.isEmpty() ? "" : ": " + quote);
    }
}
