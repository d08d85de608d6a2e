package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.skep.common.transport.Admission;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRequest;
import io.skep.common.transport.spi.Budget;
import io.skep.common.transport.spi.Meter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers an edge's greeting, after the handler has judged who it is. */
final class ServerGreeting extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(ServerGreeting.class);

    private final int maxMessageBytes;
    private final LinkHandler handler;
    private final Budget budget;
    private final Consumer<QuicLink> accepted;

    private ServerGreeting(int maxMessageBytes, LinkHandler handler, Budget budget, Consumer<QuicLink> accepted) {
        this.budget = budget;
        this.maxMessageBytes = maxMessageBytes;
        this.handler = handler;
        this.accepted = accepted;
    }

    /** @param accepted takes each link on its event loop */
    static void install(
            QuicStreamChannel stream,
            int maxMessageBytes,
            LinkHandler handler,
            Budget budget,
            Consumer<QuicLink> accepted) {
        stream.pipeline()
                .addLast(
                        new FrameDecoder(Greeting.MAX_BYTES),
                        new ServerGreeting(maxMessageBytes, handler, budget, accepted));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        Optional<Greeting.Hello> hello = Greeting.Hello.read(frame);
        if (hello.isEmpty()) {
            refuse(context, Greeting.BAD_REQUEST, "That was no greeting.", Duration.ZERO);
        } else if (hello.get().version() != Greeting.VERSION) {
            refuse(
                    context,
                    Greeting.BAD_REQUEST,
                    "This cloud speaks version " + Greeting.VERSION + " of " + QuicTls.PROTOCOL + ".",
                    Duration.ZERO);
        } else {
            context.channel().config().setAutoRead(false);
            judge(context, hello.get());
        }
    }

    /** Asks the handler on a virtual thread; what it says is done on the event loop. */
    private void judge(ChannelHandlerContext context, Greeting.Hello hello) {
        QuicChannel connection = ((QuicStreamChannel) context.channel()).parent();
        LinkRequest request = new LinkRequest(
                hello.nodeId(),
                hello.projectId(),
                QuicTls.peer(connection),
                (InetSocketAddress) connection.remoteSocketAddress(),
                true,
                QuicLink.LANE);
        Thread.ofVirtual().name("link-admission-" + request.nodeId()).start(() -> {
            Admission admission = verdict(request);
            context.executor().execute(() -> {
                if (context.channel().isActive()) {
                    answer(context, request, admission);
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

    private void answer(ChannelHandlerContext context, LinkRequest request, Admission admission) {
        switch (admission) {
            case Admission.Accepted() -> become(context, request);
            case Admission.Refused refused -> refuse(context, refused.status(), refused.reason(), refused.retryAfter());
        }
    }

    private void become(ChannelHandlerContext context, LinkRequest request) {
        QuicStreamChannel stream = (QuicStreamChannel) context.channel();
        ServerConnection connection = connection(stream);
        connection.answered();
        stream.writeAndFlush(Greeting.Answer.YES.frame());
        QuicLink link = new QuicLink(stream, request.nodeId(), request.projectId(), request.peerCertificate(), budget);
        context.pipeline().addFirst(new Meter(link::read));
        context.pipeline().get(FrameDecoder.class).limit(maxMessageBytes);
        context.pipeline().replace(this, null, new LinkFrames(link, connection));
        accepted.accept(link);
        stream.config().setAutoRead(true);
    }

    private static ServerConnection connection(QuicStreamChannel stream) {
        return stream.parent().pipeline().get(ServerConnection.class);
    }

    private static void refuse(ChannelHandlerContext context, int status, String reason, Duration retryAfter) {
        QuicStreamChannel stream = (QuicStreamChannel) context.channel();
        connection(stream).answered();
        stream.write(new Greeting.Answer(status, reason, retryAfter).frame());
        stream.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.EMPTY_BUFFER, true));
        Farewell.closeSoon(stream.parent());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        QuicChannel connection = ((QuicStreamChannel) context.channel()).parent();
        LOG.debug("edge at {} lost in the greeting: {}", connection.remoteSocketAddress(), cause.toString());
        Farewell.close(connection, Farewell.BROKEN, "the greeting was not understood");
    }
}
