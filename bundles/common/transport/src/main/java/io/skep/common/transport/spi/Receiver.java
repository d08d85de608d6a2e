package io.skep.common.transport.spi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.MessageCodec;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a link hears: bytes are counted and messages queued on the event loop, then read and handed on by one thread of the link's own. */
public final class Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final Set<String> ANSWERED_HERE = Set.of("config", "ping", "pong");

    /** Ends a link. */
    public interface Closer {

        /**
         * @param broken the peer did what it must not
         * @param reason one clause for {@link LinkHandler#disconnected}
         */
        void close(boolean broken, String reason);
    }

    private final Link link;
    private final Channel channel;
    private final Budget.Share share;
    private final Inbox inbox;
    private final Closer closer;

    /** Bytes of the message that is coming; of the event loop. */
    private long partial;

    /** @param channel reads no more while too much waits */
    public Receiver(Link link, Budget budget, Channel channel, Closer closer) {
        this.link = link;
        this.channel = channel;
        this.closer = closer;
        this.share = budget.share(reason -> closer.close(true, reason));
        this.inbox = new Inbox(this::reading, share);
    }

    /** Going on is left to the event loop: Netty would make a read of it there that nothing stops when the link has paused again before. */
    private void reading(boolean on) {
        if (channel.eventLoop().inEventLoop()) {
            channel.config().setAutoRead(on);
            return;
        }
        try {
            channel.eventLoop().execute(() -> channel.config().setAutoRead(!inbox.isPaused()));
        } catch (RejectedExecutionException e) {
            closer.close(false, "the event loop has ended");
        }
    }

    /** Starts the link's thread. */
    public void start(LinkHandler handler) {
        Thread.ofVirtual().name("link-" + link.nodeId()).start(() -> run(handler));
    }

    /** Bytes came; on the event loop, before it is known what they are. */
    public void read(int bytes) {
        partial += bytes;
        share.add(bytes);
    }

    /** A message came; on the event loop. Takes over the bytes. */
    public void arrived(ByteBuf message) {
        inbox.add(message, partial);
        partial = 0;
    }

    /** Nothing follows; on the event loop. What has come is still handled. */
    public void gone(String reason) {
        share.free(partial);
        partial = 0;
        inbox.end(reason, false);
    }

    /** Nothing follows and nothing that waits is handled. The first reason counts. */
    public void drop(String reason) {
        inbox.end(reason, true);
    }

    /** True while nothing is read from the socket. */
    public boolean isPaused() {
        return inbox.isPaused();
    }

    /** Why it ended; empty text before that. */
    public String endReason() {
        return inbox.endReason();
    }

    private void run(LinkHandler handler) {
        try {
            handler.connected(link);
            Optional<ByteBuf> next = inbox.take();
            while (next.isPresent()) {
                Optional<Message> message = read(next.get());
                if (message.isPresent()) {
                    handle(message.get(), handler);
                }
                next = inbox.take();
            }
        } catch (SkepException e) {
            closer.close(false, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closer.close(false, "the link's thread was interrupted");
        } catch (Exception e) {
            LOG.error("link of {} closed because its handler failed", link.nodeId(), e);
            closer.close(false, "the handler failed");
        } finally {
            closer.close(false, "the connection was closed");
            share.close();
            disconnected(handler);
        }
    }

    private void disconnected(LinkHandler handler) {
        try {
            handler.disconnected(link, inbox.endReason());
        } catch (RuntimeException e) {
            LOG.error("handler failed to take notice that the link of {} is gone", link.nodeId(), e);
        }
    }

    private void handle(Message message, LinkHandler handler) throws Exception {
        if (ANSWERED_HERE.contains(message.operation())) {
            link.send(message.response("ack"));
        } else {
            handler.received(link, message);
        }
    }

    /** Empty when it was no message, which closes the link. */
    private Optional<Message> read(ByteBuf bytes) {
        try {
            return Optional.of(decode(bytes));
        } catch (IOException e) {
            String fault = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            closer.close(true, "the peer sent what is no message: " + fault);
            return Optional.empty();
        } finally {
            bytes.release();
        }
    }

    private static Message decode(ByteBuf bytes) throws IOException {
        return bytes.hasArray()
                ? MessageCodec.read(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                : MessageCodec.read(ByteBufUtil.getBytes(bytes));
    }
}
