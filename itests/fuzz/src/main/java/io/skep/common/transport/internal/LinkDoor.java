package io.skep.common.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.skep.common.transport.spi.Budget;
import io.skep.common.transport.spi.Inbox;
import io.skep.common.transport.spi.Receiver;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The cloud's end of a link behind its handshake, without a socket: bytes go in, whole messages come out. */
public final class LinkDoor implements AutoCloseable {

    private static final long BUDGET = 1024 * 1024;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final EmbeddedChannel channel = new Socket();
    private final Deque<?> waiting;
    private final List<byte[]> messages = new ArrayList<>();

    public LinkDoor(int maxMessageBytes) {
        channel.config().setAllocator(memory);
        WebSocketLink link =
                new WebSocketLink(channel, "edge-1", "project", Optional.empty(), false, new Budget(BUDGET));
        Handshake.frames(channel.pipeline(), true, maxMessageBytes, link);
        waiting = waiting(link);
    }

    /** What an edge writes, in one read of the socket. */
    public void write(byte[] bytes) {
        if (channel.isActive()) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
                take((ByteBuf) value(ByteBuf.class, message));
            }
        }
    }

    private void take(ByteBuf message) {
        messages.add(ByteBufUtil.getBytes(message));
        message.release();
    }

    /** What has come. */
    public List<byte[]> messages() {
        return messages;
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    /** Bytes that are still held: 0 after {@link #close}. */
    public long held() {
        return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        channel.checkException();
    }

    /** Messages are taken by the link's own thread, which this door has not: it looks into the queue by reflection. */
    private static Deque<?> waiting(WebSocketLink link) {
        return (Deque<?>) value(Deque.class, value(Inbox.class, value(Receiver.class, link)));
    }

    private static Object value(Class<?> type, Object owner) {
        try {
            Field field = Stream.of(owner.getClass().getDeclaredFields())
                    .filter(candidate -> candidate.getType() == type)
                    .findFirst()
                    .orElseThrow();
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A channel that has an address. */
    private static final class Socket extends EmbeddedChannel {

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("127.0.0.1", 4711);
        }
    }
}
