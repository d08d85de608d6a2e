package io.skep.common.transport.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.skep.common.transport.Admission;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRequest;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.spi.Budget;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the upgrade request of an edge: any path, identity in headers, no foreign origin. */
final class ServerHandshake extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(ServerHandshake.class);
    private static final int KEY_LENGTH = 24;

    private final LinkServerOptions options;
    private final LinkHandler handler;
    private final Consumer<WebSocketLink> accepted;
    private final Budget budget;
    private Future<?> timeout;
    private boolean asked;

    private ServerHandshake(
            LinkServerOptions options, LinkHandler handler, Budget budget, Consumer<WebSocketLink> accepted) {
        this.budget = budget;
        this.options = options;
        this.handler = handler;
        this.accepted = accepted;
    }

    /** @param accepted takes each link on its event loop */
    static void install(
            ChannelPipeline pipeline,
            LinkServerOptions options,
            LinkHandler handler,
            Budget budget,
            Consumer<WebSocketLink> accepted) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(Handshake.MAX_LINE)
                .setMaxHeaderSize(Handshake.MAX_HEADERS);
        pipeline.addLast(
                new HttpRequestDecoder(config),
                new HttpResponseEncoder(),
                new HttpObjectAggregator(Handshake.MAX_BODY, true),
                new ServerHandshake(options, handler, budget, accepted));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                timeout = context.executor()
                        .schedule(
                                (Runnable) context::close,
                                options.limits().handshakeTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
            } else {
                refusal(handshake.cause())
                        .ifPresentOrElse(
                                why -> handler.refused(
                                        (InetSocketAddress) context.channel().remoteAddress(), why),
                                () -> LOG.debug(
                                        "peer at {} left before TLS was done",
                                        context.channel().remoteAddress()));
                context.close();
            }
        } else {
            super.userEventTriggered(context, event);
        }
    }

    /** Why TLS failed; empty when the peer only closed the connection, as a look at whether the port is open does. */
    static Optional<String> refusal(Throwable cause) {
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof CertificateException) {
                return Optional.ofNullable(inner.getMessage());
            }
        }
        return cause instanceof ClosedChannelException ? Optional.empty() : Optional.of(cause.toString());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isFailure() || !isUpgrade(request)) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
        } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED);
        } else if (!sameOrigin(headers)) {
            refuse(context, HttpResponseStatus.FORBIDDEN);
        } else if (!asked) {
            asked = true;
            judge(context, headers);
        }
    }

    /** Asks the handler on a virtual thread; what it says is done on the event loop. */
    private void judge(ChannelHandlerContext context, HttpHeaders headers) {
        LinkRequest request = new LinkRequest(
                headers.get(Handshake.NODE_ID, ""),
                headers.get(Handshake.PROJECT_ID, ""),
                Optional.ofNullable(context.pipeline().get(SslHandler.class)).flatMap(LinkTls::peer),
                (InetSocketAddress) context.channel().remoteAddress(),
                headers.contains(Handshake.SKEP_CHANNEL),
                WebSocketLink.LANE);
        Thread.ofVirtual().name("link-admission-" + request.nodeId()).start(() -> {
            Admission admission = verdict(request);
            context.executor().execute(() -> {
                if (context.channel().isActive()) {
                    answer(context, headers, request, admission);
                }
            });
        });
    }

    private Admission verdict(LinkRequest request) {
        try {
            return handler.admit(request);
        } catch (Exception e) {
            LOG.error("admission of {} at {} failed", request.nodeId(), request.peer(), e);
            return new Admission.Refused(503, "The cloud cannot admit nodes now.", Duration.ofSeconds(1));
        }
    }

    private void answer(ChannelHandlerContext context, HttpHeaders headers, LinkRequest request, Admission admission) {
        switch (admission) {
            case Admission.Accepted() -> accept(context, headers, request);
            case Admission.Refused refused ->
                refuse(
                        context,
                        HttpResponseStatus.valueOf(refused.status()),
                        refused.reason() + "\n",
                        refused.retryAfter());
        }
    }

    private static boolean isUpgrade(FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
        return request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && key.length() == KEY_LENGTH;
    }

    private static boolean sameOrigin(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return true;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(headers.get(HttpHeaderNames.HOST));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void accept(ChannelHandlerContext context, HttpHeaders headers, LinkRequest request) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(
                        HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                        Handshake.accept(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY)));
        if (request.skepPeer()) {
            response.headers().set(Handshake.SKEP_CHANNEL, Handshake.SKEP_CHANNEL_VERSION);
        }
        context.writeAndFlush(response);
        if (Handshake.MESSAGES.equals(headers.get(Handshake.CONNECTION_USE))) {
            timeout.cancel(false);
            become(context, request);
        } else {
            LOG.info(
                    "edge {} at {} did not say ConnectionUse: msg; nothing is read from it",
                    headers.get(Handshake.NODE_ID, ""),
                    context.channel().remoteAddress());
            context.pipeline().addLast(new Ignore());
            strip(context.pipeline());
        }
    }

    private void become(ChannelHandlerContext context, LinkRequest request) {
        ChannelPipeline pipeline = context.pipeline();
        WebSocketLink link = new WebSocketLink(
                context.channel(),
                request.nodeId(),
                request.projectId(),
                request.peerCertificate(),
                request.skepPeer(),
                budget);
        Handshake.frames(pipeline, true, options.limits().messageBytes(), link);
        accepted.accept(link);
        strip(pipeline);
    }

    private static void strip(ChannelPipeline pipeline) {
        pipeline.remove(ServerHandshake.class);
        pipeline.remove(HttpObjectAggregator.class);
        pipeline.remove(HttpResponseEncoder.class);
        pipeline.remove(HttpRequestDecoder.class);
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        refuse(context, status, status.reasonPhrase() + "\n", Duration.ZERO);
    }

    private static void refuse(
            ChannelHandlerContext context, HttpResponseStatus status, String text, Duration retryAfter) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        if (retryAfter.isPositive()) {
            long seconds = retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
            response.headers().set(HttpHeaderNames.RETRY_AFTER, seconds);
        }
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("edge at {} lost in the handshake: {}", context.channel().remoteAddress(), cause.toString());
        context.close();
    }

    /** Throws away what a peer sends that named no use of its connection; the handshake's deadline ends it. */
    private static final class Ignore extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
