package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.disk.AsRoot;
import io.skep.edge.edged.internal.disk.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void neverBindsWhatLiesOutsideHoweverFastTheLinkComes() throws Exception {
        Files.createFile(outside.resolve("precious"));
        Files.createDirectory(outside.resolve("sub"));
        Files.createDirectories(volume.resolve("a/sub"));
        Files.createSymbolicLink(volume.resolve("link"), outside);
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService attacker = Executors.newSingleThreadExecutor()) {
            Future<Integer> swaps = attacker.submit(() -> {
                int times = 0;
                for (int round = 0; !over.get(); round++) {
                    String aside = "b" + round;
                    times += move("a", aside) && move("link", "a") && move("a", "link") ? 1 : 0;
                    move(aside, "a");
                }
                return times;
            });
            inRoot(paths -> {
                for (int i = 0; i < 60; i++) {
                    try {
                        Path bound = paths.find(volume, i % 2 == 0 ? "a" : "a/new" + i, PLACE);
                        assertThat(bound.resolve("precious")).doesNotExist();
                    } catch (SkepException e) {
                        assertThat(e.code())
                                .isIn(EdgedError.SUB_PATH_LEAVES, EdgedError.FOLDER_UNUSABLE, EdgedError.MOUNT_FAILED);
                    }
                }
            });
            over.set(true);
            assertThat(swaps.get(10, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(outside.toFile().list()).containsExactlyInAnyOrder("precious", "sub");
    }

    /** False when the other side has just made or taken away what stands in the way. */
    private boolean move(String from, String to) {
        try {
            Files.move(volume.resolve(from), volume.resolve(to), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void clearsAPlaceThatIsBoundTwiceWithoutTouchingTheVolume() throws Exception {
        Files.createDirectories(volume.resolve("a"));
        Files.createDirectories(volume.resolve("b"));
        Files.writeString(volume.resolve("a/kept"), "x");
        Mounts mounts = AsRoot.mounts();
        inRoot(paths -> {
            Path bound = paths.find(volume, "a", PLACE);
            mounts.bind(volume.resolve("a"), bound);
            assertThat(paths.find(volume, "b", PLACE)).isEqualTo(bound).isEmptyDirectory();
        });
        assertThat(volume.resolve("a/kept")).hasContent("x");
    }
}
