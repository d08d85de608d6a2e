package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountsTest {

    private static final String TABLE = """
            27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            31 27 0:27 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            32 27 0:28 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            43 27 254:0 /v/pods /v/edge-1/pods rw,relatime shared:2 - ext4 /dev/vda rw
            44 43 0:40 / /v/edge-1/pods/u/volumes/a\\040b rw,relatime shared:3 - tmpfs tmpfs rw
            45 27 0:41 / /v/containerd/run/x/rootfs rw,relatime - overlay overlay rw
            46 45 0:42 / /v/containerd/run/x/rootfs rw,relatime - overlay overlay rw
            47 27 0:43 / /vv/containerd/run rw,relatime - tmpfs tmpfs rw
            short line
            """;

    private final Mounts mounts = Mounts.parse(TABLE);

    @Test
    void listsWhatIsBelowAFolderDeepestFirstAndEachAsOftenAsItIsMounted() {
        assertThat(mounts.below(List.of(Path.of("/v/edge-1/pods"), Path.of("/v/containerd"))))
                .map(Path::toString)
                .containsExactly(
                        "/v/edge-1/pods/u/volumes/a b",
                        "/v/containerd/run/x/rootfs",
                        "/v/containerd/run/x/rootfs",
                        "/v/edge-1/pods");
    }

    @Test
    void touchesNoFolderThatOnlyBeginsAlike() {
        assertThat(mounts.below(List.of(Path.of("/v/containerd/run/x/root")))).isEmpty();
        assertThat(mounts.below(List.of())).isEmpty();
    }

    @Test
    void knowsFromWhereMountsReachOthers() {
        assertThat(mounts.isShared(Path.of("/v/edge-1/pods/u"))).isTrue();
        assertThat(mounts.isShared(Path.of("/v/edge-1"))).isFalse();
        assertThat(mounts.isShared(Path.of("/v/containerd/run/x/rootfs/etc"))).isFalse();
    }

    @Test
    void findsTheControlGroups() {
        assertThat(mounts.ofType("cgroup", "cgroup2"))
                .containsExactly(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/unified"));
    }
}
