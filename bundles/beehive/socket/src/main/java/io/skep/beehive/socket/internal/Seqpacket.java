package io.skep.beehive.socket.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * A connected unix socket of packets. One thread reads, another one writes; whoever closes it has seen both end, so that the number of
 * the file is not used for another one meanwhile.
 */
final class Seqpacket implements AutoCloseable {

    /** Waits are cut into pieces of this length, to see whether they are still wanted. */
    private static final int SLICE_MILLIS = 200;

    private static final int CONNECT_SECONDS = 1;

    private final int fd;
    private boolean closed;

    private Seqpacket(int fd) {
        this.fd = fd;
    }

    /** A socket that was accepted. The buffer is what the largest packet needs. */
    static Seqpacket of(int fd, int bufferSize) {
        Posix.sendBuffer(fd, Math.max(2 * bufferSize, 128 * 1024));
        return new Seqpacket(fd);
    }

    /** Connects to the address. */
    static Seqpacket connect(Path address, int bufferSize) throws IOException {
        int fd = Posix.socket();
        if (fd < 0) {
            throw new IOException(Posix.reason(fd));
        }
        Posix.connectLimit(fd, CONNECT_SECONDS);
        int result = Posix.connect(fd, address);
        if (result < 0) {
            Posix.close(fd);
            throw new IOException(Posix.reason(result));
        }
        return of(fd, bufferSize);
    }

    /** Who connected, or listens, on the other side. */
    record Peer(int process, int user) {}

    Peer peer() {
        int[] ids = Posix.peer(fd);
        return new Peer(ids[0], ids[1]);
    }

    /** Waits until there is something to read. Returns false when the time is over. */
    boolean await(int millis) {
        return Posix.poll(fd, Posix.POLLIN, millis) != 0;
    }

    /**
     * Blocks for the next packet.
     *
     * @return null when the other side has gone, or this one reads no more, and all that was sent before has been read
     * @throws SkepException {@code TOO_LARGE} when it does not fit into the buffer; its rest is lost
     */
    byte[] read(MemorySegment buffer) throws IOException {
        int length = Posix.receive(fd, buffer);
        while (length == -Posix.EINTR || length == -Posix.ECONNRESET) {
            // a reset is told once, before the packets that came earlier
            length = Posix.receive(fd, buffer);
        }
        if (length < 0) {
            throw new IOException(Posix.reason(length));
        }
        if (length > buffer.byteSize()) {
            throw new SkepException(
                    SocketError.TOO_LARGE,
                    "A packet of " + length + " bytes was refused: the buffer holds " + buffer.byteSize() + ".");
        }
        return length == 0 ? null : buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }

    /** What became of a packet. */
    enum Sent {
        /** The kernel has it. */
        TAKEN,
        /** It is larger than the kernel takes. */
        TOO_LARGE,
        /** The connection has ended. */
        BROKEN,
        /** No longer wanted. */
        GIVEN_UP
    }

    /** Sends a packet, and waits for room as long as it is wanted. */
    Sent send(byte[] packet, BooleanSupplier wanted) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, packet);
            while (true) {
                int result = Posix.send(fd, bytes);
                switch (result) {
                    case -Posix.EAGAIN -> {
                        Posix.poll(fd, Posix.POLLOUT, SLICE_MILLIS);
                        if (!wanted.getAsBoolean()) {
                            return Sent.GIVEN_UP;
                        }
                    }
                    case -Posix.EINTR -> {}
                    case -Posix.EMSGSIZE -> {
                        return Sent.TOO_LARGE;
                    }
                    default -> {
                        return result < 0 ? Sent.BROKEN : Sent.TAKEN;
                    }
                }
            }
        }
    }

    /**
     * Whether the other side has read all that was sent. What lies in the socket when its process ends is thrown away and would count as read;
     * the kernel marks the connection as ended before it does so, therefore the second look.
     */
    boolean isAllRead() {
        return Posix.unread(fd) == 0 && isAlive();
    }

    private boolean isAlive() {
        int events = Posix.poll(fd, (short) 0, 0);
        return events >= 0 && (events & (Posix.POLLHUP | Posix.POLLERR)) == 0;
    }

    /** Whether the other side has gone. */
    synchronized boolean hasEnded() {
        return closed || !isAlive();
    }

    /** Takes no further packets: the other side's sends fail from now on, and {@link #read} ends when the rest has been read. */
    synchronized void endReading() {
        if (!closed) {
            Posix.shutdown(fd, Posix.SHUT_RD);
        }
    }

    /** Ends both directions; whoever reads or sends comes back. */
    void shutdown() {
        Posix.shutdown(fd, Posix.SHUT_RDWR);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Posix.close(fd);
        }
    }
}
