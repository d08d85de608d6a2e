package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketPlaceTest {

    @TempDir
    private Path folder;

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void assertRefused(ShellError code, SocketPlace place) {
        assertThatThrownBy(place::listen)
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void makesADirectoryAndASocketForTheOwnerAlone() throws IOException {
        SocketPlace place = new SocketPlace(folder.resolve("run/skep/shell"));
        try (ServerSocketChannel channel = place.listen()) {
            assertThat(channel.isOpen()).isTrue();
            assertThat(mode(place.path())).isEqualTo("rw-------");
            assertThat(mode(place.path().getParent())).isEqualTo("rwx------");
        }
        place.remove();
        place.remove();
        assertThat(place.path()).doesNotExist();
    }

    @Test
    void removesASocketOnWhichNobodyListens() throws IOException {
        SocketPlace place = new SocketPlace(folder.resolve("run/shell"));
        place.listen().close();
        assertThat(Files.exists(place.path(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        try (ServerSocketChannel channel = place.listen()) {
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void leavesASocketOnWhichSomebodyListens() throws IOException {
        Path socket = folder.resolve("run/shell");
        try (ServerSocketChannel channel = new SocketPlace(socket).listen()) {
            assertRefused(ShellError.SOCKET, new SocketPlace(socket));
            assertThat(channel.isOpen()).isTrue();
            assertThat(socket).exists();
        }
    }

    @Test
    void leavesAFileThatIsNoSocket() throws IOException {
        Path file = folder.resolve("run/shell");
        Files.createDirectory(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(file, "precious");
        assertRefused(ShellError.SOCKET, new SocketPlace(file));
        assertThat(file).hasContent("precious");
    }

    @Test
    void refusesADirectoryThatIsOpenToOthers() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        SocketPlace place = new SocketPlace(directory.resolve("shell"));
        assertRefused(ShellError.DIRECTORY, place);
        assertThatThrownBy(place::listen).hasMessageContaining("rwxr-x---");
        assertThat(mode(directory)).isEqualTo("rwxr-x---");
    }

    @Test
    void refusesADirectoryOfAnotherUserAndALink() throws IOException {
        Path real = folder.resolve("real");
        new SocketPlace(real.resolve("shell")).listen().close();
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertRefused(ShellError.DIRECTORY, new SocketPlace(link.resolve("shell")));
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(ShellError.DIRECTORY, new SocketPlace(file.resolve("shell")));
        assertRefused(ShellError.DIRECTORY, new SocketPlace(real.resolve("shell"), folder.resolve("gone")));
    }

    @Test
    void refusesAPathThatDoesNotFitIntoAnAddress() {
        Path socket = folder.resolve("x".repeat(SocketPlace.LONGEST));
        assertRefused(ShellError.SOCKET, new SocketPlace(socket));
        assertThat(socket.getParent()).isEmptyDirectory();
    }

    @Test
    void refusesALinkInPlaceOfTheSocketThatLeadsToALiveOne() throws IOException {
        Path target = folder.resolve("target");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(target));
            Path run = folder.resolve("run");
            Files.createDirectory(
                    run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createSymbolicLink(run.resolve("shell"), target);
            assertRefused(ShellError.SOCKET, new SocketPlace(run.resolve("shell")));
        }
    }
}
