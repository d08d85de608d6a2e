package io.skep.common.transport.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRefusedException;
import io.skep.common.transport.spi.Budget;
import java.net.URLEncoder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Asks the cloud for the upgrade, and fails the dial with a reason when it does not come. */
final class ClientHandshake extends SimpleChannelInboundHandler<HttpObject> {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_QUOTE = 200;
    private static final int MAX_ADVICE = 24 * 3600;

    private final LinkClientOptions options;
    private final LinkHandler handler;
    private final CompletableFuture<WebSocketLink> result;
    private final String key;
    private final StringBuilder refusal = new StringBuilder();
    private HttpResponse response;
    private Future<?> timeout;

    private ClientHandshake(LinkClientOptions options, LinkHandler handler, CompletableFuture<WebSocketLink> result) {
        this.options = options;
        this.handler = handler;
        this.result = result;
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        this.key = Base64.getEncoder().encodeToString(nonce);
    }

    static void install(
            ChannelPipeline pipeline,
            LinkClientOptions options,
            LinkHandler handler,
            CompletableFuture<WebSocketLink> result) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(Handshake.MAX_LINE)
                .setMaxHeaderSize(Handshake.MAX_HEADERS);
        pipeline.addLast(
                new HttpResponseDecoder(config),
                new HttpRequestEncoder(),
                new ClientHandshake(options, handler, result));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            super.userEventTriggered(context, event);
        } else if (handshake.isSuccess()) {
            timeout = context.executor()
                    .schedule(
                            () -> fail(
                                    context,
                                    refused(
                                            "it did not answer within "
                                                    + options.handshakeTimeout().toSeconds() + " s",
                                            null)),
                            options.handshakeTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
            context.writeAndFlush(request());
        } else if (handshake.cause() instanceof ClosedChannelException) {
            fail(context, refused("the connection ended before TLS was agreed", handshake.cause()));
        } else {
            fail(context, tlsFailed(handshake.cause()));
        }
    }

    private FullHttpRequest request() {
        String path = "/" + segment(options.projectId()) + "/" + segment(options.nodeId()) + "/events";
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, options.server())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(Handshake.CONNECTION_USE, Handshake.MESSAGES)
                .set(Handshake.NODE_ID, options.nodeId())
                .set(Handshake.PROJECT_ID, options.projectId())
                .set(Handshake.SKEP_CHANNEL, Handshake.SKEP_CHANNEL_VERSION)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        return request;
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpResponse head) {
            response = head;
        }
        if (message.decoderResult().isFailure()) {
            fail(
                    context,
                    refused("it does not speak HTTP", message.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpContent content && refusal.length() < MAX_QUOTE) {
            refusal.append(content.content().toString(StandardCharsets.UTF_8));
        }
        if (message instanceof LastHttpContent || refusal.length() >= MAX_QUOTE) {
            answered(context);
        }
    }

    private void answered(ChannelHandlerContext context) {
        if (response.status().code() != 101) {
            fail(context, refused("it answered " + response.status() + quote(), null));
        } else if (!Handshake.accept(key).equals(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
            fail(context, refused("its answer does not belong to the question", null));
        } else {
            timeout.cancel(false);
            become(context);
        }
    }

    private void become(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        WebSocketLink link = new WebSocketLink(
                context.channel(),
                options.nodeId(),
                options.projectId(),
                Optional.ofNullable(pipeline.get(SslHandler.class)).flatMap(LinkTls::peer),
                response.headers().contains(Handshake.SKEP_CHANNEL),
                new Budget(Long.MAX_VALUE));
        Handshake.frames(pipeline, false, options.maxMessageBytes(), link);
        if (!result.complete(link)) {
            context.close();
            return;
        }
        link.start(handler);
        pipeline.remove(this);
        pipeline.remove(HttpRequestEncoder.class);
        pipeline.remove(HttpResponseDecoder.class);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, refused("it closed the connection", null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause.getCause() instanceof SSLException ? cause.getCause() : cause;
        fail(
                context,
                root instanceof SSLException ? tlsFailed(root) : refused(String.valueOf(root.getMessage()), root));
    }

    private void fail(ChannelHandlerContext context, SkepException failure) {
        if (timeout != null) {
            timeout.cancel(false);
        }
        result.completeExceptionally(failure);
        context.close();
    }

    private String quote() {
        String text = refusal.substring(0, Math.min(refusal.length(), MAX_QUOTE))
                .replaceAll("[^\\x20-\\x7e]+", " ")
                .strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    private SkepException refused(String reason, Throwable cause) {
        return new LinkRefusedException(
                "The cloud at " + options.server() + " did not open a link for edge " + options.nodeId() + ": " + reason
                        + ".",
                response == null ? 0 : response.status().code(),
                retryAfter(),
                cause);
    }

    /** The advice of the answer, if it has one; only the form in seconds is read, and no more than a day. */
    private Optional<Duration> retryAfter() {
        String text = response == null ? "" : response.headers().get(HttpHeaderNames.RETRY_AFTER, "");
        return text.matches("[0-9]{1,5}")
                ? Optional.of(Duration.ofSeconds(Math.min(MAX_ADVICE, Integer.parseInt(text))))
                : Optional.empty();
    }

    private SkepException tlsFailed(Throwable cause) {
        return new SkepException(
                LinkError.TLS_FAILED,
                "TLS between edge " + options.nodeId() + " and the cloud at " + options.server() + " failed: "
                        + cause.getMessage() + ".",
                cause);
    }
}
