package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFolderTest {

    @TempDir
    Path temp;

    @Test
    void liesInTheRuntimeFolderOfTheUserIfThereIsOne() {
        Path folder = SocketFolder.locate(Path.of("/srv/skep"), Map.of("XDG_RUNTIME_DIR", temp.toString()));
        assertThat(folder.getParent()).isEqualTo(temp);
        assertThat(folder.getFileName().toString()).matches("skep-[0-9a-f]{8}");
    }

    @Test
    void elseInTmpWithTheUsersNumberAndDiffersByFolder() {
        Path one = SocketFolder.locate(Path.of("/srv/one"), Map.of());
        Path two = SocketFolder.locate(Path.of("/srv/two"), Map.of("XDG_RUNTIME_DIR", "/nonexistent"));
        assertThat(one.toString()).matches("/tmp/skep-\\d+-[0-9a-f]{8}").isNotEqualTo(two.toString());
    }

    @Test
    void isClosedToOthersAndMayBeMadeTwice() throws IOException {
        Path folder = SocketFolder.make(temp.resolve("sockets"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(SocketFolder.make(folder)).isEqualTo(folder);
    }

    @Test
    void refusesAFolderThatIsOpenToOthersOrALink() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> SocketFolder.make(open)).hasMessageContaining("open to others");
        Path closed = SocketFolder.make(temp.resolve("closed"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), closed);
        assertThatThrownBy(() -> SocketFolder.make(link)).isInstanceOf(LauncherException.class);
    }
}
