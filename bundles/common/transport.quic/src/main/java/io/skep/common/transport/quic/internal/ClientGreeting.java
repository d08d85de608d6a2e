package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.spi.Budget;
import io.skep.common.transport.spi.Meter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Says who the edge is and waits for the cloud's answer; fails the dial with a reason when it is not yes. */
final class ClientGreeting extends SimpleChannelInboundHandler<ByteBuf> {

    private static final int MAX_QUOTE = 200;

    private final LinkClientOptions options;
    private final LinkHandler handler;
    private final Farewell farewell;
    private final DialFailures failures;
    private final CompletableFuture<QuicLink> result;
    private Future<?> timeout;

    private ClientGreeting(
            LinkClientOptions options,
            LinkHandler handler,
            Farewell farewell,
            DialFailures failures,
            CompletableFuture<QuicLink> result) {
        this.options = options;
        this.handler = handler;
        this.farewell = farewell;
        this.failures = failures;
        this.result = result;
    }

    static ChannelHandler install(
            LinkClientOptions options,
            LinkHandler handler,
            Farewell farewell,
            DialFailures failures,
            CompletableFuture<QuicLink> result) {
        return new ChannelInitializer<QuicStreamChannel>() {
            @Override
            protected void initChannel(QuicStreamChannel stream) {
                stream.pipeline()
                        .addLast(
                                new FrameDecoder(Greeting.MAX_BYTES),
                                new ClientGreeting(options, handler, farewell, failures, result));
            }
        };
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String late = "it did not answer within " + options.handshakeTimeout().toSeconds() + " s";
        timeout = context.executor()
                .schedule(
                        () -> fail(failures.refused(0, late, Optional.empty(), null)),
                        options.handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        context.writeAndFlush(new Greeting.Hello(Greeting.VERSION, options.nodeId(), options.projectId()).frame());
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        Optional<Greeting.Answer> answer = Greeting.Answer.read(frame);
        if (answer.isEmpty()) {
            fail(failures.refused(0, "its answer is no greeting", Optional.empty(), null));
        } else if (answer.get().isAccepted()) {
            timeout.cancel(false);
            become(context);
        } else {
            Duration advice = answer.get().retryAfter();
            fail(failures.refused(
                    answer.get().status(),
                    "it answered " + answer.get().status() + quote(answer.get().reason()),
                    Optional.of(advice).filter(Duration::isPositive),
                    null));
        }
    }

    private static String quote(String reason) {
        String text = reason.substring(0, Math.min(reason.length(), MAX_QUOTE))
                .replaceAll("[^\\x20-\\x7e]+", " ")
                .strip();
        return text.isEmpty() ? "" : ": " + text;
    }

    private void become(ChannelHandlerContext context) {
        QuicStreamChannel stream = (QuicStreamChannel) context.channel();
        QuicLink link = new QuicLink(
                stream,
                options.nodeId(),
                options.projectId(),
                QuicTls.peer(stream.parent()),
                new Budget(Long.MAX_VALUE));
        context.pipeline().addFirst(new Meter(link::read));
        context.pipeline().get(FrameDecoder.class).limit(options.maxMessageBytes());
        context.pipeline().replace(this, null, new LinkFrames(link, farewell));
        if (result.complete(link)) {
            link.start(handler);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(failures.lost(((QuicStreamChannel) context.channel()).parent(), null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(failures.lost(((QuicStreamChannel) context.channel()).parent(), cause));
    }

    private void fail(SkepException failure) {
        timeout.cancel(false);
        result.completeExceptionally(failure);
    }
}
