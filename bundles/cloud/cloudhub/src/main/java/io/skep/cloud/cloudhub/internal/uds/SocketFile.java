package io.skep.cloud.cloudhub.internal.uds;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Where the socket is: a file of mode 0600 in a folder into which nobody else can put one. */
final class SocketFile {

    /** What fits into a unix socket's address on Linux. */
    static final int LONGEST = 107;

    private static final String SCHEME = "unix://";
    private static final String ROOT = "root";

    private final Path path;
    private final Path ownProcess;

    private SocketFile(Path path, Path ownProcess) {
        this.path = path;
        this.ownProcess = ownProcess;
    }

    /**
     * Reads {@code unixsocket.address}.
     *
     * @throws SkepException SKEP-520 when it is no absolute path of a length that the system takes
     */
    static SocketFile of(String address) {
        return of(address, Path.of("/proc/self"));
    }

    /** @param ownProcess a file that belongs to the user of this process */
    static SocketFile of(String address, Path ownProcess) {
        if (!address.startsWith(SCHEME + "/")) {
            throw wrong(address, "it does not begin with unix:///");
        }
        try {
            Path path = Path.of(address.substring(SCHEME.length())).normalize();
            if (path.getParent() == null) {
                throw wrong(address, "it names no file");
            }
            if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
                throw wrong(address, "its path is longer than " + LONGEST + " bytes");
            }
            return new SocketFile(path, ownProcess);
        } catch (InvalidPathException e) {
            throw wrong("unix:///...", "it is no path");
        }
    }

    private static SkepException wrong(String address, String why) {
        return new SkepException(UdsError.ADDRESS, "The unix socket " + address + " is not offered: " + why + ".");
    }

    Path path() {
        return path;
    }

    /** True for the user of this process and for root. */
    boolean isTrusted(UserPrincipal user) throws IOException {
        return user.getName().equals(ROOT) || user.equals(Files.getOwner(ownProcess));
    }

    /** Listens; a file that is left over from a process that has ended is replaced. */
    ServerSocketChannel listen(int backlog) {
        try {
            checkFolder();
            removeStale();
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(UnixDomainSocketAddress.of(path), backlog);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw refused(reason(e));
        }
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        return e.getMessage() == null ? kind : kind + " " + e.getMessage();
    }

    private void checkFolder() throws IOException {
        Path folder = path.getParent();
        if (!Files.exists(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        if (!isTrusted(attributes.owner())) {
            throw refused("its folder belongs to " + attributes.owner().getName());
        }
        Set<PosixFilePermission> rights = attributes.permissions();
        if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw refused("others may write into its folder, mode " + PosixFilePermissions.toString(rights));
        }
    }

    private void removeStale() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes().isOther()) {
            throw refused("a file is there that is no socket");
        }
        if (somebodyListens()) {
            throw refused("another process listens there");
        }
        Files.deleteIfExists(path);
    }

    private boolean somebodyListens() {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private SkepException refused(String why) {
        return new SkepException(UdsError.LISTEN, "The unix socket " + path + " is not offered: " + why + ".");
    }

    /** Tells one file of this name from another, also where the system gives a number to the next file. */
    record Key(Object number, FileTime made) {}

    Key key() throws IOException {
        BasicFileAttributes attributes = attributes();
        return new Key(attributes.fileKey(), attributes.lastModifiedTime());
    }

    /** Removes the file with that key; another process may have put its own there. */
    void remove(Key key) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key().equals(key)) {
            Files.deleteIfExists(path);
        }
    }
}
