package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.disk.AsRoot;
import io.skep.edge.edged.internal.disk.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubPathsTest {

    private static final Path PLACE = Path.of("v", "c", "0");

    @TempDir
    Path dir;

    private Path volume;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        volume = Files.createDirectory(dir.resolve("volume"));
        outside = Files.createDirectory(dir.resolve("outside"));
    }

    private SubPaths subPaths(Mounts mounts) {
        return new SubPaths(Pods.with(""), PodFolder.of(dir, "u1"), mounts);
    }

    private void inRoot(Check check) throws Exception {
        Mounts mounts = AsRoot.mounts();
        try {
            check.with(subPaths(mounts));
        } finally {
            PodFolder.of(dir, "u1").delete(mounts);
        }
        assertThat(dir.resolve("pods/u1")).doesNotExist();
    }

    private interface Check {
        void with(SubPaths paths) throws Exception;
    }

    @Test
    void namesThePartWhereNothingCanBeMounted() throws Exception {
        assertThat(subPaths(Mounts.none()).find(volume, "a/b", PLACE))
                .isEqualTo(volume.toRealPath().resolve("a/b"))
                .isDirectory();
    }

    @Test
    void refusesLinksThatLeadOut() throws Exception {
        Files.createSymbolicLink(volume.resolve("away"), outside);
        for (String sub : new String[] {"away", "away/x"}) {
            assertThatThrownBy(() -> subPaths(Mounts.none()).find(volume, sub, PLACE))
                    .isInstanceOfSatisfying(
                            PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.SUB_PATH_LEAVES));
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void bindsAFolderAndKeepsItWhenThePathIsSwapped() throws Exception {
        inRoot(paths -> {
            Files.createDirectories(volume.resolve("a"));
            Files.writeString(volume.resolve("a/file"), "inside");
            Path bound = paths.find(volume, "a", PLACE);
            Files.move(volume.resolve("a"), volume.resolve("b"));
            Files.createSymbolicLink(volume.resolve("a"), outside);
            assertThat(bound.resolve("file")).hasContent("inside");
            assertThatThrownBy(() -> paths.find(volume, "a", PLACE)).hasMessageContaining("leads out of its volume");
        });
        assertThat(volume.resolve("b/file")).hasContent("inside");
    }

    @Test
    void givesNewFoldersTheVolumesRights() throws Exception {
        inRoot(paths -> {
            Files.setAttribute(volume, "unix:mode", 02777);
            Files.setAttribute(volume, "unix:gid", 4711);
            Path bound = paths.find(volume, "new/er", PLACE);
            assertThat((Integer) Files.getAttribute(bound, "unix:mode") & 07777).isEqualTo(02777);
            assertThat(Files.getAttribute(bound, "unix:gid")).isEqualTo(4711);
        });
    }

    @Test
    void bindsAFileAndTakesItsSuccessorAtTheNextStart() throws Exception {
        inRoot(paths -> {
            AtomicFolder folder = new AtomicFolder(volume, OptionalLong.empty());
            folder.write(Map.of("key", new AtomicFolder.Entry("1".getBytes(StandardCharsets.UTF_8), 0644)), "g1");
            Path bound = paths.find(volume, "key", PLACE);
            folder.write(Map.of("key", new AtomicFolder.Entry("2".getBytes(StandardCharsets.UTF_8), 0644)), "g2");
            assertThat(bound).hasContent("1");
            assertThat(paths.find(volume, "key", PLACE)).isEqualTo(bound).hasContent("2");
            assertThat(paths.find(volume, "key", PLACE)).hasContent("2");
        });
    }
}
