package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.edged.internal.EdgedError;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPathsTest {

    @TempDir
    Path dir;

    @BeforeEach
    void make() throws IOException {
        Files.createFile(dir.resolve("file"));
        Files.createDirectory(dir.resolve("folder"));
    }

    private Path prepare(String path, String type) throws IOException {
        return new HostPaths(Pods.with("")).prepare(Pods.json("{'path':'" + path + "','type':'" + type + "'}"));
    }

    private Path inside(String path, String type) throws IOException {
        return prepare(dir + "/" + path, type);
    }

    @Test
    void makesWhatIsToBeMade() throws Exception {
        assertThat(inside("made/er", "DirectoryOrCreate")).isDirectory();
        assertThat((Integer) Files.getAttribute(dir.resolve("made/er"), "unix:mode") & 07777)
                .isEqualTo(0755);
        assertThat(inside("new", "FileOrCreate")).isEmptyFile();
    }

    @Test
    void takesWhatIsOfTheRightKind() throws Exception {
        assertThat(inside("folder", "Directory")).exists();
        assertThat(inside("file", "File")).exists();
        assertThat(inside("none", "")).doesNotExist();
        assertThat(prepare("/dev/null", "CharDevice")).hasToString("/dev/null");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(dir.resolve("s")));
            assertThat(inside("s", "Socket")).exists();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none,Directory,is not a directory",
        "file,Directory,is not a directory",
        "folder,File,is not a file",
        "file,DirectoryOrCreate,is not a directory",
        "folder,FileOrCreate,is not a file",
        "file,Socket,is not a socket file",
        "none,Socket,is not a socket file",
        "file,CharDevice,is not a character device",
        "file,BlockDevice,is not a block device",
        "file,Riddle,is not a Riddle",
        "folder/../file,'',without '..'"
    })
    void refusesOtherKinds(String path, String type, String words) {
        assertThatThrownBy(() -> inside(path, type))
                .isInstanceOfSatisfying(
                        PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.HOST_PATH_WRONG))
                .hasMessageContaining(words);
    }
}
