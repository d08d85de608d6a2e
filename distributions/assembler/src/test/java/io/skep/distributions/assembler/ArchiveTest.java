package io.skep.distributions.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("edgecore"));
        Files.createDirectories(folder.resolve("repo"));
        Files.writeString(folder.resolve("a.txt"), "hello ".repeat(200));
        Path script = Files.writeString(folder.resolve("start"), "#!/bin/sh\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void tarUnpacksItWithContentAndExecutableBit() throws IOException, InterruptedException {
        Path archive = temp.resolve("x.tar.gz");
        Archive.write(folder, archive);
        Path to = Files.createDirectory(temp.resolve("to"));
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", to.toString()).start();
        assertThat(tar.waitFor()).isZero();
        assertThat(to.resolve("edgecore/a.txt")).hasSameTextualContentAs(folder.resolve("a.txt"));
        assertThat(to.resolve("edgecore/start")).isExecutable();
        assertThat(Files.isExecutable(to.resolve("edgecore/a.txt"))).isFalse();
        assertThat(to.resolve("edgecore/repo")).isEmptyDirectory();
    }

    @Test
    void theSameContentGivesTheSameBytes() throws IOException {
        Archive.write(folder, temp.resolve("1.tar.gz"));
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(1000));
        Archive.write(folder, temp.resolve("2.tar.gz"));
        assertThat(temp.resolve("1.tar.gz")).hasSameBinaryContentAs(temp.resolve("2.tar.gz"));
    }

    @Test
    void refusesAPathThatTheFormatCannotHold() throws IOException {
        Files.writeString(folder.resolve("x".repeat(120)), "");
        assertThatThrownBy(() -> Archive.write(folder, temp.resolve("x.tar.gz")))
                .hasMessageContaining("path too long");
    }
}
