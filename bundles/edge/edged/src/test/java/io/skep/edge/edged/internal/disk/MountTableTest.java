package io.skep.edge.edged.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTableTest {

    private static final MountTable TABLE = MountTable.parse("""
            21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
            22 21 0:20 / /srv rw shared:7 - tmpfs tmpfs rw
            23 22 0:21 / /srv/a\\040b rw master:7 propagate_from:2 - tmpfs tmpfs rw
            24 22 0:22 /x /srv/deep/er rw shared:8 master:7 - xfs /dev/x rw
            25 24 0:23 / /srv/deep/er rw - tmpfs tmpfs rw
            26 21 0:24 / /srvother rw - tmpfs tmpfs rw
            not a line
            """);

    @Test
    void readsPointsTypesAndPropagation() {
        assertThat(TABLE.mounts()).hasSize(6);
        assertThat(TABLE.at(Path.of("/srv/a b"))).hasValueSatisfying(mount -> {
            assertThat(mount.type()).isEqualTo("tmpfs");
            assertThat(mount.shared()).isFalse();
            assertThat(mount.slave()).isTrue();
        });
    }

    @Test
    void listsWhatIsToBeUnmountedFirstInFront() {
        assertThat(TABLE.under(Path.of("/srv")))
                .containsExactly(
                        Path.of("/srv/deep/er"), Path.of("/srv/deep/er"), Path.of("/srv/a b"), Path.of("/srv"));
        assertThat(TABLE.under(Path.of("/srv/dee"))).isEmpty();
    }

    @Test
    void findsTheMountThatAPathLiesOn() {
        assertThat(TABLE.holding(Path.of("/srv/deep/er/in")).orElseThrow().type())
                .isEqualTo("tmpfs");
        assertThat(TABLE.holding(Path.of("/srv/deep")).orElseThrow().point()).isEqualTo(Path.of("/srv"));
        assertThat(TABLE.holding(Path.of("/home")).orElseThrow().point()).isEqualTo(Path.of("/"));
    }
}
