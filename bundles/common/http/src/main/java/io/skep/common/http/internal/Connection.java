package io.skep.common.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: a state machine on its event loop that takes requests one after the other, gives each to a virtual thread and keeps
 * the deadlines.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration LINGER = Duration.ofSeconds(1);

    private enum Phase {
        /** Part of a head may be there; the head's deadline runs. */
        HEAD,
        /** Nothing there; the idle time runs. */
        IDLE,
        /** A request is with its handler. */
        EXCHANGE,
        /** Answered for the last time; waits for the client to close. */
        LINGER
    }

    private final NettyHttpServer server;
    private final RequestDecoder decoder;
    private final HttpResponseEncoder encoder;
    private final boolean tls;

    private ChannelHandlerContext context;
    private WriteGate gate;
    private Phase phase = Phase.HEAD;
    private Exchange exchange;
    private BodyCollector collector;
    private volatile boolean bodyEnded;
    private Future<?> timer;
    private List<X509Certificate> peerCertificates = List.of();

    Connection(NettyHttpServer server, RequestDecoder decoder, HttpResponseEncoder encoder, boolean tls) {
        this.server = server;
        this.decoder = decoder;
        this.encoder = encoder;
        this.tls = tls;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        this.gate = new WriteGate(context.channel(), server.options().idleTimeout());
        if (!tls) {
            enter(Phase.HEAD, server.options().headerTimeout());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        switch (event) {
            case ConnectionEvent.BYTES -> {
                if (phase == Phase.IDLE) {
                    enter(Phase.HEAD, server.options().headerTimeout());
                }
            }
            case SslHandshakeCompletionEvent handshake -> secured(handshake);
            default -> super.userEventTriggered(context, event);
        }
    }

    private void secured(SslHandshakeCompletionEvent handshake) {
        if (!handshake.isSuccess()) {
            LOG.debug(
                    "{} refused {}: {}",
                    server.options().name(),
                    context.channel().remoteAddress(),
                    handshake.cause().getMessage());
            context.close();
            return;
        }
        try {
            Certificate[] chain = context.pipeline()
                    .get(SslHandler.class)
                    .engine()
                    .getSession()
                    .getPeerCertificates();
            peerCertificates = Stream.of(chain).map(X509Certificate.class::cast).toList();
        } catch (SSLPeerUnverifiedException e) {
            peerCertificates = List.of();
        }
        enter(Phase.HEAD, server.options().headerTimeout());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                head(request);
            }
            if (message instanceof HttpContent content) {
                content(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest request) {
        stopTimer();
        phase = Phase.EXCHANGE;
        bodyEnded = false;
        collector = null;
        if (request.decoderResult().isFailure()) {
            refuse(malformed(request.decoderResult().cause()), "the request is malformed");
            return;
        }
        try {
            exchange = new Exchange(this, request, peerCertificates);
        } catch (RejectedRequest e) {
            refuse(e.status(), e.getMessage());
            return;
        }
        server.began();
        exchange.start();
    }

    private static int malformed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException e -> 414;
            case TooLongHttpHeaderException e -> 431;
            default -> 400;
        };
    }

    private void content(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            failBody(new RejectedRequest(400, "the body is malformed"));
            return;
        }
        if (collector != null && !collector.add(content.content())) {
            failBody(BodyCollector.tooLong(server.options().maxBodyBytes()));
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (!last) {
            return;
        }
        bodyEnded = true;
        if (collector != null) {
            stopTimer();
            collector.end();
        } else if (exchange == null && phase == Phase.EXCHANGE) {
            next();
        }
    }

    private void failBody(RejectedRequest reason) {
        stopTimer();
        decoder.discard();
        if (collector != null) {
            collector.whole().completeExceptionally(reason);
        } else if (exchange == null) {
            linger();
        }
    }

    /** Called on the event loop: gathers the body from now on. */
    void collect(BodyCollector body, boolean expectContinue) {
        if (!context.channel().isActive()) {
            body.whole().completeExceptionally(new RejectedRequest(400, "the client is gone"));
            return;
        }
        collector = body;
        if (bodyEnded) {
            body.end();
            return;
        }
        if (expectContinue) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        startTimer(
                server.options().idleTimeout(), () -> failBody(new RejectedRequest(408, "the body came too slowly")));
        resume();
    }

    /** Called on the event loop when the last of an answer was handed to the socket. */
    void sending(Exchange sent) {
        if (exchange == sent) {
            startTimer(server.options().idleTimeout(), context::close);
        }
    }

    /** Called on the event loop when the answer is on its way out. */
    void answered(Exchange answered, boolean keepAlive) {
        if (exchange != answered) {
            return;
        }
        exchange = null;
        server.ended();
        boolean goesOn = keepAlive && !server.isClosed();
        if (bodyEnded && goesOn) {
            next();
        } else if (bodyEnded) {
            context.close();
        } else if (!goesOn) {
            linger();
        } else {
            collector = null;
            startTimer(server.options().headerTimeout(), this::linger);
            resume();
        }
    }

    /** Called on the event loop: takes HTTP off the connection and hands what follows to {@code raw}. */
    void becomeRaw(Exchange upgraded, HttpResponse switching, RawConnection raw) {
        context.write(switching);
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        stopTimer();
        if (exchange == upgraded) {
            exchange = null;
            server.ended();
        }
        context.pipeline().addLast(raw);
        context.pipeline().remove(this);
        context.pipeline().remove(encoder);
        context.channel().config().setAutoRead(true);
        context.pipeline().remove(decoder);
    }

    private void next() {
        collector = null;
        enter(Phase.IDLE, server.options().idleTimeout());
        resume();
        if (phase == Phase.IDLE && decoder.holdsBytes()) {
            enter(Phase.HEAD, server.options().headerTimeout());
        }
    }

    private void resume() {
        try {
            decoder.resume();
        } catch (Exception e) {
            exceptionCaught(context, e);
        }
    }

    private void linger() {
        phase = Phase.LINGER;
        decoder.discard();
        startTimer(LINGER, context::close);
    }

    private void refuse(int status, String reason) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                Unpooled.copiedBuffer(reason + "\n", StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        linger();
    }

    private void enter(Phase next, Duration deadline) {
        phase = next;
        startTimer(deadline, () -> {
            if (next == Phase.HEAD && decoder.holdsBytes()) {
                refuse(408, "the request came too slowly");
            } else {
                context.close();
            }
        });
    }

    private void startTimer(Duration deadline, Runnable action) {
        stopTimer();
        timer = context.executor().schedule(action, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        gate.signal();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimer();
        gate.signal();
        if (collector != null) {
            collector.whole().completeExceptionally(new RejectedRequest(400, "the client is gone"));
        }
        if (exchange != null) {
            Exchange cut = exchange;
            exchange = null;
            server.ended();
            cut.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("{} lost {}: {}", server.options().name(), context.channel().remoteAddress(), cause.toString());
        context.close();
    }

    NettyHttpServer server() {
        return server;
    }

    WriteGate gate() {
        return gate;
    }

    ChannelHandlerContext context() {
        return context;
    }

    /** True when the whole body has come. */
    boolean bodyEnded() {
        return bodyEnded;
    }
}
