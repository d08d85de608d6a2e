package io.skep.cloud.cloudhub.internal.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SocketFileTest {

    @TempDir
    private Path folder;

    private SocketFile at(String name) {
        return SocketFile.of("unix://" + folder.resolve(name));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void assertRefused(SocketFile file, String why) {
        assertThatThrownBy(() -> file.listen(1))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(UdsError.LISTEN))
                .hasMessageContaining(why);
    }

    @Test
    void makesAFolderAndASocketForTheOwnerAlone() throws IOException {
        SocketFile file = at("run/hub.sock");
        try (ServerSocketChannel channel = file.listen(1)) {
            assertThat(channel.isOpen()).isTrue();
            assertThat(mode(file.path())).isEqualTo("rw-------");
            assertThat(mode(file.path().getParent())).isEqualTo("rwx------");
            file.remove(file.key());
        }
        assertThat(Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void takesThePlaceOfASocketOnWhichNobodyListens() throws IOException {
        SocketFile file = at("hub.sock");
        file.listen(1).close();
        SocketFile.Key left = file.key();
        try (ServerSocketChannel channel = file.listen(1)) {
            assertThat(channel.isOpen()).isTrue();
            file.remove(left);
            assertThat(Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS))
                    .as("another one's file stays")
                    .isTrue();
        }
    }

    @Test
    void leavesASocketOnWhichSomebodyListens() throws IOException {
        try (ServerSocketChannel channel = at("hub.sock").listen(1)) {
            assertRefused(at("hub.sock"), "another process listens");
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void leavesAFileThatIsNoSocketAndALink() throws IOException {
        Path precious = Files.writeString(folder.resolve("hub.sock"), "precious");
        assertRefused(at("hub.sock"), "no socket");
        assertThat(precious).hasContent("precious");
        Files.createSymbolicLink(folder.resolve("link"), precious);
        assertRefused(at("link"), "no socket");
    }

    @Test
    void refusesAFolderIntoWhichOthersMayWrite() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(at("open/hub.sock"), "others may write");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        at("open/hub.sock").listen(1).close();
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(at("file/hub.sock"), file.toString());
    }

    @Test
    void trustsRootAndItself() throws IOException {
        SocketFile file = at("hub.sock");
        assertThat(file.isTrusted(Files.getOwner(Path.of("/proc/self")))).isTrue();
        assertThat(file.isTrusted(Files.getOwner(Path.of("/")))).isTrue();
        var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        assertThat(file.isTrusted(nobody)).isFalse();
    }

    static Stream<String> wrongAddresses() {
        return Stream.of(
                "",
                "/var/lib/kubeedge/kubeedge.sock",
                "tcp://127.0.0.1:1",
                "unix://relative",
                "unix:///",
                "unix:///a\0b",
                "unix:///" + "x".repeat(SocketFile.LONGEST));
    }

    @ParameterizedTest
    @MethodSource("wrongAddresses")
    void refusesWhatIsNoPath(String address) {
        assertThatThrownBy(() -> SocketFile.of(address))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(UdsError.ADDRESS));
    }

    @Test
    void takesTheDoubledSlashOfKubeEdge() {
        assertThat(SocketFile.of("unix:////var/lib/kubeedge/kubeedge.sock").path())
                .isEqualTo(Path.of("/var/lib/kubeedge/kubeedge.sock"));
    }
}
