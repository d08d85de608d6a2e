package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** The shell's socket file: in a directory that belongs to this user alone. */
final class SocketPlace {

    /** What fits into a unix socket's address on Linux. */
    static final int LONGEST = 107;

    private static final Set<PosixFilePermission> OWNER_ALL = PosixFilePermissions.fromString("rwx------");

    private final Path socket;
    private final Path ownProcess;

    SocketPlace(Path socket) {
        this(socket, Path.of("/proc/self"));
    }

    /** @param ownProcess a file that belongs to the user of this process */
    SocketPlace(Path socket, Path ownProcess) {
        this.socket = socket.toAbsolutePath().normalize();
        this.ownProcess = ownProcess;
    }

    Path path() {
        return socket;
    }

    /** Makes the directory and listens on the socket. The caller closes the channel and calls {@link #remove}. */
    ServerSocketChannel listen() {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new SkepException(
                    ShellError.SOCKET,
                    "The shell cannot listen on " + socket + ": the path is longer than " + LONGEST + " bytes.");
        }
        prepareDirectory();
        removeStale();
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(UnixDomainSocketAddress.of(socket), 16);
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SkepException(
                    ShellError.SOCKET, "The shell cannot listen on " + socket + ": " + e.getMessage() + ".", e);
        }
    }

    private void prepareDirectory() {
        Path directory = socket.getParent();
        try {
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ALL));
            }
            PosixFileAttributes attributes =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                throw refused(directory, "it is no directory");
            }
            if (!attributes.owner().equals(Files.getOwner(ownProcess))) {
                throw refused(directory, "it belongs to " + attributes.owner().getName());
            }
            Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
            open.addAll(attributes.permissions());
            open.removeAll(OWNER_ALL);
            if (!open.isEmpty()) {
                throw refused(
                        directory,
                        "its mode " + PosixFilePermissions.toString(attributes.permissions()) + " lets others in");
            }
        } catch (IOException e) {
            throw new SkepException(
                    ShellError.DIRECTORY,
                    "The shell cannot use directory " + directory + ": " + e.getMessage() + ".",
                    e);
        }
    }

    private static SkepException refused(Path directory, String why) {
        return new SkepException(
                ShellError.DIRECTORY, "The shell does not put its socket into " + directory + ": " + why + ".");
    }

    private void removeStale() {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(socket, LinkOption.NOFOLLOW_LINKS) && !somebodyListens()) {
            remove();
            return;
        }
        throw new SkepException(
                ShellError.SOCKET,
                "The shell cannot listen on " + socket + ": another process listens there, or it is no socket at all.");
    }

    private boolean somebodyListens() {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes the socket file; a file that is gone already is fine. */
    void remove() {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new SkepException(
                    ShellError.SOCKET, "The socket " + socket + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }
}
