package io.skep.beehive.socket.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A socket that is offered: its file belongs to this user alone from the first moment. */
final class Listener implements AutoCloseable {

    private static final int BACKLOG = 16;
    private static final int OWNER_ONLY = 0600;

    private final int fd;
    private final Path address;
    private final Object file;

    private Listener(int fd, Path address, Object file) {
        this.fd = fd;
        this.address = address;
        this.file = file;
    }

    /** Listens; a file that is left over from a process that has ended is replaced. */
    static Listener open(Path address) {
        removeStale(address);
        int fd = Posix.socket();
        int result = fd < 0 ? fd : Posix.chmod(fd, OWNER_ONLY);
        result = result < 0 ? result : Posix.bind(fd, address);
        result = result < 0 ? result : Posix.listen(fd, BACKLOG);
        if (result < 0) {
            if (fd >= 0) {
                Posix.close(fd);
            }
            throw refused(address, Posix.reason(result));
        }
        return new Listener(fd, address, key(address));
    }

    private static void removeStale(Path address) {
        if (!Files.exists(address, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(address)) {
            throw refused(address, "a file is there that is no socket");
        }
        int fd = Posix.socket();
        int result = fd < 0 ? fd : Posix.connect(fd, address);
        if (fd >= 0) {
            Posix.close(fd);
        }
        if (result != -Posix.ECONNREFUSED) {
            throw refused(address, result < 0 ? Posix.reason(result) : "another process listens there");
        }
        try {
            Files.deleteIfExists(address);
        } catch (IOException e) {
            throw refused(address, "the file that is left there cannot be removed: " + e.getMessage());
        }
    }

    private static boolean isSocket(Path address) {
        try {
            return Files.readAttributes(address, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException e) {
            return false;
        }
    }

    private static SkepException refused(Path address, String why) {
        return new SkepException(SocketError.LISTEN, "The socket " + address + " cannot be offered: " + why + ".");
    }

    /** Tells one file of this name from another. */
    private static Object key(Path address) {
        try {
            return Files.readAttributes(address, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Blocks for the next process that connects; empty when this socket is offered no more. */
    Optional<Seqpacket> accept(int bufferSize) throws IOException {
        int accepted = Posix.accept(fd);
        while (accepted == -Posix.EINTR || accepted == -Posix.ECONNABORTED) {
            accepted = Posix.accept(fd);
        }
        if (accepted == -Posix.EINVAL) {
            return Optional.empty();
        }
        if (accepted < 0) {
            throw new IOException(Posix.reason(accepted));
        }
        return Optional.of(Seqpacket.of(accepted, bufferSize));
    }

    /** Ends the wait of {@link #accept}. */
    void shutdown() {
        Posix.shutdown(fd, Posix.SHUT_RDWR);
    }

    /** To be called when nobody waits in {@link #accept} any more. */
    @Override
    public void close() {
        Posix.close(fd);
        if (file != null && file.equals(key(address))) {
            try {
                Files.deleteIfExists(address);
            } catch (IOException e) {
                throw refused(address, "its file cannot be removed: " + e.getMessage());
            }
        }
    }
}
