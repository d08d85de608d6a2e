package io.skep.common.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.skep.common.http.HttpUpgrade;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A connection after its upgrade: bytes in, bytes out, back-pressure both ways. */
final class RawConnection extends ChannelInboundHandlerAdapter implements HttpUpgrade {

    private static final int MAX_WAITING = 64 * 1024;

    private final Channel channel;
    private final WriteGate gate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean ended;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    RawConnection(Channel channel, Duration maxStall) {
        this.channel = channel;
        this.gate = new WriteGate(channel, maxStall);
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        lock.lock();
        try {
            if (ended || !bytes.isReadable()) {
                bytes.release();
                return;
            }
            waiting.add(bytes);
            waitingBytes += bytes.readableBytes();
            if (waitingBytes >= MAX_WAITING) {
                channel.config().setAutoRead(false);
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(false);
        gate.signal();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        gate.signal();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void end(boolean drop) {
        lock.lock();
        try {
            ended = true;
            if (drop) {
                waiting.forEach(ByteBuf::release);
                waiting.clear();
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                arrived.await();
            }
            ByteBuf first = waiting.peek();
            if (first == null) {
                return -1;
            }
            int taken = Math.min(length, first.readableBytes());
            first.readBytes(target, offset, taken);
            if (!first.isReadable()) {
                waiting.remove().release();
            }
            waitingBytes -= taken;
            if (waitingBytes < MAX_WAITING / 2 && !channel.config().isAutoRead()) {
                channel.config().setAutoRead(true);
            }
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the reader was told to stop");
        } finally {
            lock.unlock();
        }
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            return length == 0 ? 0 : take(target, offset, length);
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return waitingBytes;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            end(true);
            channel.close();
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            for (int done = 0; done < length; ) {
                gate.await();
                if (!channel.isActive()) {
                    throw new IOException("the connection is closed");
                }
                int piece = Math.min(MAX_WAITING, length - done);
                channel.writeAndFlush(channel.alloc().directBuffer(piece).writeBytes(source, offset + done, piece));
                done += piece;
            }
        }

        @Override
        public void close() {
            RawConnection.this.close();
        }
    }
}
