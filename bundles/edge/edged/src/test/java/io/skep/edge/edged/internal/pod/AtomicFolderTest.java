package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.edged.internal.disk.AsRoot;
import io.skep.edge.edged.internal.pod.AtomicFolder.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {

    @TempDir
    Path dir;

    private AtomicFolder folder;

    @BeforeEach
    void make() {
        folder = new AtomicFolder(dir.resolve("v"), OptionalLong.empty());
    }

    private static Entry entry(String text) {
        return new Entry(text.getBytes(StandardCharsets.UTF_8), 0640);
    }

    @Test
    void showsFilesThroughTheDataLink() throws Exception {
        assertThat(folder.write(Map.of("a", entry("1"), "sub/b", entry("2")), "g1"))
                .isTrue();
        assertThat(dir.resolve("v/a")).hasContent("1").isSymbolicLink();
        assertThat(dir.resolve("v/sub/b")).hasContent("2");
        assertThat(Files.readSymbolicLink(dir.resolve("v/..data"))).hasToString("..g1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("v/a"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void doesNothingWhenNothingChanged() throws Exception {
        folder.write(Map.of("a", entry("1")), "g1");
        assertThat(folder.write(Map.of("a", entry("1")), "g2")).isFalse();
        assertThat(dir.resolve("v/..g2")).doesNotExist();
    }

    @Test
    void replacesAllAtOnceAndForgetsTheOld() throws Exception {
        folder.write(Map.of("a", entry("1"), "b", entry("1")), "g1");
        folder.write(Map.of("a", entry("2"), "c", entry("3")), "g2");
        assertThat(dir.resolve("v").toFile().list()).containsExactlyInAnyOrder("a", "c", "..data", "..g2");
        assertThat(dir.resolve("v/a")).hasContent("2");
    }

    @Test
    void deletesLinksAndNotWhatTheyPointTo() throws Exception {
        Path other = Files.writeString(dir.resolve("precious"), "x");
        Files.createDirectories(dir.resolve("gone/in"));
        Files.createSymbolicLink(dir.resolve("gone/link"), other);
        Files.createSymbolicLink(dir.resolve("gone/in/folder"), dir);
        AtomicFolder.delete(dir.resolve("gone"));
        assertThat(dir.resolve("gone")).doesNotExist();
        assertThat(other).hasContent("x");
    }

    @Test
    void forgetsWhatACutOffWriteLeft() throws Exception {
        Files.createDirectories(dir.resolve("v/..half"));
        Files.createSymbolicLink(dir.resolve("v/..data_tmp"), Path.of("..half"));
        Files.createDirectories(dir.resolve("v/..g1/old"));
        folder.write(Map.of("a", entry("1")), "g1");
        assertThat(dir.resolve("v").toFile().list()).containsExactlyInAnyOrder("a", "..data", "..g1");
        assertThat(dir.resolve("v/..g1/old")).doesNotExist();
    }

    @Test
    void givesModesAsTheyAreWanted() throws Exception {
        folder.write(Map.of("a", new Entry(new byte[1], 0777), "s/b", new Entry(new byte[1], 0)), "g1");
        assertThat(mode("v/a")).isEqualTo(0777);
        assertThat(mode("v/..data/s")).isEqualTo(0755);
        assertThat(mode("v/..data/s/b")).isZero();
    }

    @Test
    void givesFilesToAGroupAndAUser() throws Exception {
        AsRoot.mounts();
        AtomicFolder owned = new AtomicFolder(dir.resolve("v"), OptionalLong.of(4711));
        owned.write(Map.of("a", new Entry(new byte[1], 0400, OptionalLong.of(4712)), "b", entry("x")), "g1");
        assertThat(mode("v/..data")).isEqualTo(02755);
        assertThat(mode("v/a")).isEqualTo(0440);
        assertThat(Files.getAttribute(dir.resolve("v/a"), "unix:gid")).isEqualTo(4711);
        assertThat(Files.getAttribute(dir.resolve("v/a"), "unix:uid")).isEqualTo(4712);
        assertThat(Files.getAttribute(dir.resolve("v/b"), "unix:uid")).isEqualTo(0);
    }

    private int mode(String path) throws Exception {
        return (Integer) Files.getAttribute(dir.resolve(path), "unix:mode") & 07777;
    }
}
