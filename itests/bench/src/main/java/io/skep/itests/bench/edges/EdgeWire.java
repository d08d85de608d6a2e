package io.skep.itests.bench.edges;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The dialling end of a WebSocket with as little as the wire needs: the upgrade, then frames. */
final class EdgeWire extends ByteToMessageDecoder {

    private static final int MAX_HEAD = 16 * 1024;
    private static final int MAX_FRAME = 32 * 1024 * 1024;

    private static final String CLOSED = "closed by the cloud";

    /** What comes of it; called on the event loop. */
    interface Listener {
        void opened(ChannelHandlerContext context);

        void refused(int status, Duration retryAfter);

        void heard(byte[] text) throws IOException;

        void closed(String reason);
    }

    private final String request;
    private final Listener listener;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(0);
    private boolean open;
    private String reason = CLOSED;

    /** @param request head of the upgrade request */
    EdgeWire(String request, Listener listener) {
        this.request = request;
        this.listener = listener;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                context.writeAndFlush(ascii(context, request));
            } else {
                reason = "TLS: " + root(done.cause()).getMessage();
                context.close();
            }
        }
        super.userEventTriggered(context, event);
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static ByteBuf ascii(ChannelHandlerContext context, String text) {
        return context.alloc().buffer(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (!open) {
            upgrade(context, in);
        }
        while (open && frame(context, in)) {
            continue;
        }
    }

    private void upgrade(ChannelHandlerContext context, ByteBuf in) {
        String head = in.toString(in.readerIndex(), Math.min(in.readableBytes(), MAX_HEAD), StandardCharsets.US_ASCII);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        in.skipBytes(end + 4);
        int status = Integer.parseInt(head.substring(9, 12));
        if (status == 101) {
            open = true;
            listener.opened(context);
        } else {
            in.skipBytes(in.readableBytes());
            reason = "answered " + status;
            listener.refused(status, retryAfter(head.toLowerCase(Locale.ROOT)));
            context.close();
        }
    }

    private static Duration retryAfter(String head) {
        int begin = head.indexOf("retry-after: ");
        if (begin < 0) {
            return Duration.ZERO;
        }
        int end = head.indexOf('\r', begin);
        return Duration.ofSeconds(Long.parseLong(
                head.substring(begin + 13, end < 0 ? head.length() : end).strip()));
    }

    /** Takes one frame if it is there as a whole. */
    private boolean frame(ChannelHandlerContext context, ByteBuf in) throws IOException {
        int begin = in.readerIndex();
        int available = in.readableBytes();
        if (available < 2) {
            return false;
        }
        int first = in.getByte(begin);
        long length = in.getByte(begin + 1) & 0x7f;
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (available < head) {
            return false;
        }
        length = head == 4 ? in.getUnsignedShort(begin + 2) : head == 10 ? in.getLong(begin + 2) : length;
        if (length < 0 || length > MAX_FRAME) {
            in.skipBytes(available);
            throw new IOException("a frame of " + length + " bytes");
        }
        if (available - head < length) {
            return false;
        }
        in.skipBytes(head);
        take(context, first & 0x0f, (first & 0x80) != 0, in.readSlice((int) length));
        return true;
    }

    private void take(ChannelHandlerContext context, int opcode, boolean last, ByteBuf payload) throws IOException {
        switch (opcode) {
            case 0, 1, 2 -> {
                byte[] bytes = new byte[payload.readableBytes()];
                payload.readBytes(bytes);
                if (last && message.size() == 0) {
                    listener.heard(bytes);
                    return;
                }
                message.writeBytes(bytes);
                if (last) {
                    byte[] whole = message.toByteArray();
                    message.reset();
                    listener.heard(whole);
                }
            }
            case 8 -> {
                reason = CLOSED
                        + (payload.readableBytes() > 2
                                ? ": " + payload.skipBytes(2).toString(StandardCharsets.UTF_8)
                                : "");
                context.close();
            }
            case 9 -> context.writeAndFlush(frame(context, 10, bytes(payload)));
            default -> {}
        }
    }

    private static byte[] bytes(ByteBuf payload) {
        byte[] bytes = new byte[payload.readableBytes()];
        payload.readBytes(bytes);
        return bytes;
    }

    /** A text frame, masked. */
    static ByteBuf text(ChannelHandlerContext context, String text) {
        return frame(context, 1, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuf frame(ChannelHandlerContext context, int opcode, byte[] payload) {
        ByteBuf frame = context.alloc().buffer(payload.length + 14).writeByte(0x80 | opcode);
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(payload.length);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        frame.writeInt(mask);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
        }
        return frame.writeBytes(payload);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        listener.closed(reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (reason.equals(CLOSED)) {
            reason = String.valueOf(cause.getMessage());
        }
        context.close();
    }
}
