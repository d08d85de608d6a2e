package io.skep.beehive.socket.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The calls of the C library that unix sockets of packets need and the JDK does not have; Linux on x86-64 and aarch64. Every call returns
 * what C returns, a failure as the negative errno. What may block says so, and is for platform threads only.
 */
final class Posix {

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int EPIPE = 32;
    static final int EMSGSIZE = 90;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ECONNREFUSED = 111;

    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;
    static final short POLLERR = 0x8;
    static final short POLLHUP = 0x10;

    static final int SHUT_RD = 0;
    static final int SHUT_RDWR = 2;

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET_CLOEXEC = 5 | 0x80000;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_PEERCRED = 17;
    private static final int SO_SNDTIMEO = 21;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int TIOCOUTQ = 0x5411;
    private static final int ADDRESS_BYTES = 110;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CONNECT =
            handle("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LISTEN = handle("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT =
            handle("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV =
            handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SEND =
            handle("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle POLL =
            handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SHUTDOWN =
            handle("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FCHMOD = handle("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = handle(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETEUID = handle("geteuid", FunctionDescriptor.of(JAVA_INT));

    private Posix() {}

    @SuppressWarnings("restricted") // the start script and the tests' settings allow native access
    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** A call that is given a place for its errno. */
    @FunctionalInterface
    private interface Call {
        long with(Arena arena, MemorySegment state) throws Throwable;
    }

    private static int result(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = call.with(arena, state);
            return result < 0 ? -(int) ERRNO.get(state, 0L) : (int) result;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the C library could not be made", e);
        }
    }

    /** A new socket of packets, closed in child processes. */
    static int socket() {
        return result((arena, state) -> (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0));
    }

    static int bind(int fd, Path address) {
        return result((arena, state) -> (int) BIND.invokeExact(state, fd, address(arena, address), ADDRESS_BYTES));
    }

    /** Blocks where too many wait already to be accepted. */
    static int connect(int fd, Path address) {
        return result((arena, state) -> (int) CONNECT.invokeExact(state, fd, address(arena, address), ADDRESS_BYTES));
    }

    /** {@code struct sockaddr_un}: the family, then the path, ended by a zero. */
    private static MemorySegment address(Arena arena, Path address) {
        MemorySegment segment = arena.allocate(ADDRESS_BYTES, 2);
        segment.set(JAVA_SHORT, 0, (short) AF_UNIX);
        byte[] path = address.toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(path, 0, segment, JAVA_BYTE, 2, path.length);
        return segment;
    }

    static int listen(int fd, int backlog) {
        return result((arena, state) -> (int) LISTEN.invokeExact(state, fd, backlog));
    }

    /** Blocks until somebody connects or the socket is shut down. */
    static int accept(int fd) {
        return result((arena, state) ->
                (int) ACCEPT.invokeExact(state, fd, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC));
    }

    /** Blocks until a packet is here; returns its true length, be it longer than the buffer. Zero: no more will come. */
    static int receive(int fd, MemorySegment buffer) {
        return result((arena, state) -> (long) RECV.invokeExact(state, fd, buffer, buffer.byteSize(), MSG_TRUNC));
    }

    /** Sends a packet at once or not at all. */
    static int send(int fd, MemorySegment packet) {
        return result((arena, state) ->
                (long) SEND.invokeExact(state, fd, packet, packet.byteSize(), MSG_NOSIGNAL | MSG_DONTWAIT));
    }

    /**
     * Waits for one of the events; blocks for {@code millis}, without limit if that is negative. Returns the events that are there, errors and
     * hang-ups too; zero when the time is over.
     */
    static int poll(int fd, short events, int millis) {
        int[] seen = new int[1];
        int result = result((arena, state) -> {
            MemorySegment one = arena.allocate(8, 4);
            one.set(JAVA_INT, 0, fd);
            one.set(JAVA_SHORT, 4, events);
            int ready = (int) POLL.invokeExact(state, one, 1L, millis);
            seen[0] = Short.toUnsignedInt(one.get(JAVA_SHORT, 6));
            return ready;
        });
        return result > 0 ? seen[0] : result;
    }

    static int shutdown(int fd, int how) {
        return result((arena, state) -> (int) SHUTDOWN.invokeExact(state, fd, how));
    }

    static int close(int fd) {
        return result((arena, state) -> (int) CLOSE.invokeExact(state, fd));
    }

    /** Before {@link #bind}: the mode that the socket's file will have. */
    static int chmod(int fd, int mode) {
        return result((arena, state) -> (int) FCHMOD.invokeExact(state, fd, mode));
    }

    /** Bytes of memory that hold what was sent and the other side has not read yet. */
    static int unread(int fd) {
        int[] bytes = new int[1];
        int result = result((arena, state) -> {
            MemorySegment number = arena.allocate(JAVA_INT);
            int status = (int) IOCTL.invokeExact(state, fd, (long) TIOCOUTQ, number);
            bytes[0] = number.get(JAVA_INT, 0);
            return status;
        });
        return result < 0 ? result : bytes[0];
    }

    static int sendBuffer(int fd, int bytes) {
        return result((arena, state) -> {
            MemorySegment number = arena.allocateFrom(JAVA_INT, bytes);
            return (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_SNDBUF, number, 4);
        });
    }

    /** How long {@link #connect} waits where too many wait already. */
    static int connectLimit(int fd, int seconds) {
        return result((arena, state) -> {
            MemorySegment time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, seconds);
            return (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_SNDTIMEO, time, 16);
        });
    }

    /** Process, user and group of the other side when it connected. */
    static int[] peer(int fd) {
        int[] ids = new int[3];
        int result = result((arena, state) -> {
            MemorySegment credentials = arena.allocate(12, 4);
            MemorySegment length = arena.allocateFrom(JAVA_INT, 12);
            int status = (int) GETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_PEERCRED, credentials, length);
            MemorySegment.copy(credentials, JAVA_INT, 0, ids, 0, 3);
            return status;
        });
        return result < 0 ? new int[] {0, -1, -1} : ids;
    }

    static int user() {
        return result((arena, state) -> (int) GETEUID.invokeExact(state));
    }

    /** The failure in words. */
    static String reason(int result) {
        return switch (-result) {
            case 2 -> "there is no such file or folder";
            case EAGAIN -> "it accepts nobody at present";
            case 13 -> "access is denied";
            case 24 -> "this process has too many open files";
            case EPIPE, ECONNRESET -> "the other side has closed the connection";
            case 30 -> "the file system is read-only";
            case 91 -> "a socket of another type is there";
            case 98 -> "the address is in use";
            case ECONNREFUSED -> "nobody listens there";
            default -> "errno " + -result;
        };
    }
}
