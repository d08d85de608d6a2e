package io.skep.edge.edged.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.EdgedError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {

    @TempDir
    Path dir;

    @Test
    void mountsInMemoryAndClears() throws Exception {
        Mounts mounts = AsRoot.mounts();
        Path folder = Files.createDirectory(dir.resolve("with blank"));
        mounts.memory(folder, 1 << 20, "3777", OptionalLong.of(4711));
        try {
            assertThat(mounts.isMounted(folder)).isTrue();
            assertThat((Integer) Files.getAttribute(folder, "unix:mode") & 07777)
                    .isEqualTo(03777);
            assertThat(Files.getAttribute(folder, "unix:gid")).isEqualTo(4711);
            assertThat(Files.getFileStore(folder).getTotalSpace()).isEqualTo(1 << 20);
        } finally {
            mounts.clear(dir);
        }
        assertThat(mounts.isMounted(folder)).isFalse();
        assertThat(mounts.table().under(dir.toRealPath())).isEmpty();
    }

    @Test
    void clearsMountsUponMounts() throws Exception {
        Mounts mounts = AsRoot.mounts();
        Path folder = Files.createDirectory(dir.resolve("a"));
        try {
            mounts.memory(folder, 1 << 20, "777", OptionalLong.empty());
            Path inner = Files.createDirectory(folder.resolve("b"));
            mounts.memory(inner, 1 << 20, "777", OptionalLong.empty());
            mounts.memory(folder, 1 << 20, "777", OptionalLong.empty());
        } finally {
            mounts.clear(folder);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tellsWhatTheCommandSaid() {
        Mounts mounts = AsRoot.mounts();
        assertThatThrownBy(() -> mounts.bind(dir.resolve("none"), dir.resolve("neither")))
                .isInstanceOfSatisfying(SkepException.class, e -> {
                    assertThat(e.code()).isEqualTo(EdgedError.MOUNT_FAILED);
                    assertThat(e).hasMessageContaining("neither");
                });
    }

    @Test
    void refusesToClearWhatItMayNotUnmount() throws Exception {
        Path table = Files.writeString(
                dir.resolve("mountinfo"), "22 21 0:20 / " + dir.toRealPath() + "/v rw - tmpfs tmpfs rw\n");
        Mounts mounts = new Mounts(false, table);
        assertThatThrownBy(() -> mounts.clear(dir)).hasMessageContaining("/v of a pod cannot be undone");
        mounts.clear(dir.resolve("not/there"));
    }

    @Test
    void looksAtItsRights() throws Exception {
        Path status = dir.resolve("status");
        assertThat(Mounts.hasRight(Files.writeString(status, "Name:\tx\nCapEff:\t000001fffeffffff\n")))
                .isTrue();
        assertThat(Mounts.hasRight(Files.writeString(status, "CapEff:\t0000000000000000\n")))
                .isFalse();
        assertThat(Mounts.hasRight(Files.writeString(status, "CapEff:\twords\n")))
                .isFalse();
        assertThat(Mounts.hasRight(dir.resolve("none"))).isFalse();
        assertThat(Mounts.none().able()).isFalse();
    }
}
