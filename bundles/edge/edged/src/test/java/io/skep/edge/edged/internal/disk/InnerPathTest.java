package io.skep.edge.edged.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.edged.internal.disk.InnerPath.LeavesFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InnerPathTest {

    @TempDir
    Path dir;

    private Path folder;
    private Path outside;
    private InnerPath inner;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(dir.resolve("volume"));
        outside = Files.createDirectory(dir.resolve("outside"));
        inner = new InnerPath(folder);
    }

    @Test
    void followsLinksInside() throws Exception {
        Files.createDirectories(folder.resolve("a/b"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
        assertThat(inner.resolve(Path.of("link/b"))).isEqualTo(Path.of("a/b"));
        assertThat(inner.resolve(Path.of("link/new/er"))).isEqualTo(Path.of("a/new/er"));
        assertThat(inner.resolve(Path.of("new"))).isEqualTo(Path.of("new"));
    }

    @Test
    void refusesLinksThatLeadOut() throws Exception {
        Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("away"), outside);
        for (String path : new String[] {"up", "up/outside", "away", "away/new"}) {
            assertThatThrownBy(() -> inner.resolve(Path.of(path))).isInstanceOf(LeavesFolderException.class);
        }
        Files.createSymbolicLink(folder.resolve("nowhere"), dir.resolve("none"));
        assertThatThrownBy(() -> inner.resolve(Path.of("nowhere"))).isInstanceOf(IOException.class);
    }

    @Test
    void walksThroughNoLink() throws Exception {
        Files.createDirectory(outside.resolve("x"));
        Files.createSymbolicLink(folder.resolve("away"), outside);
        assertThatThrownBy(() -> inner.identify(Path.of("away"))).isInstanceOf(LeavesFolderException.class);
        assertThatThrownBy(() -> inner.identify(Path.of("away/x"))).isInstanceOf(LeavesFolderException.class);
        assertThatThrownBy(() -> inner.makeFolders(Path.of("away/y"))).isInstanceOf(LeavesFolderException.class);
        assertThat(outside.resolve("y")).doesNotExist();
        Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> inner.identify(Path.of("file/x"))).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void makesFoldersThatAreMissing() throws Exception {
        assertThat(inner.makeFolders(Path.of("a/b/c"))).isTrue();
        assertThat(folder.resolve("a/b/c")).isDirectory();
        assertThat(inner.makeFolders(Path.of("a/b"))).isFalse();
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void tellsFilesApart() throws Exception {
        Files.createFile(folder.resolve("a"));
        Files.createFile(folder.resolve("b"));
        Files.createLink(folder.resolve("c"), folder.resolve("a"));
        assertThat(inner.identify(Path.of("a"))).isPresent().isEqualTo(inner.identify(Path.of("c")));
        assertThat(inner.identify(Path.of("a"))).isNotEqualTo(inner.identify(Path.of("b")));
        assertThat(inner.identify(Path.of("none"))).isEmpty();
    }
}
