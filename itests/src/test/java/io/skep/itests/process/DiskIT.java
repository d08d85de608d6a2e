package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skep.itests.faults.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk with the edge's database and pods is full or read-only: the reason is in the log, and nobody has to help when the disk is well again. */
class DiskIT {

    private static final int OFFSET = 5_800;
    private static final String EDGE = "edge-1";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Cluster cluster;
    private SmallDisk disk;
    private Wishes wishes;

    /** The edge's database and pods on a disk of their own. */
    @BeforeEach
    void start() throws Exception {
        assumeThat(SmallDisk.isPossible(Cluster.ROOT.resolve("itests/target/it")))
                .as("root may mount")
                .isTrue();
        cluster = Cluster.up("disk", OFFSET, 1);
        Cluster.skep("down", "--dir", cluster.folder().toString(), EDGE).ok();
        Path state = cluster.folder().resolve(EDGE);
        disk = SmallDisk.on(state.resolve("disk"), 4 * 1024);
        Path config = state.resolve("conf/edgecore.yaml");
        LinkedEdge.replace(config, "edge-1/edgecore.db", "edge-1/disk/edgecore.db");
        LinkedEdge.replace(
                config, "rootDirectory: \"" + state + "\"", "rootDirectory: \"" + state.resolve("disk") + "\"");
        cluster.start(EDGE).ok();
        wishes = new Wishes(cluster, List.of(PodKind.OSGI));
        wishes.prepare(3);
        settle("prepare");
        wishes.pin();
    }

    @AfterEach
    void stop() {
        if (wishes != null) {
            wishes.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private void settle(String after) {
        new Settling(cluster, EDGE, wishes, cluster.folder().resolve(EDGE + "/disk/pods")).await(LIMIT, List.of(after));
    }

    private static void awaitCode(LogTail log, String code) {
        Await.until(
                code + " in the log",
                Duration.ofSeconds(30),
                log::lines,
                lines -> lines.stream().anyMatch(line -> line.contains(code)));
    }

    private static void assertQuiet(LogTail log) {
        assertThat(log.lines()).noneMatch(line -> line.contains(" stack="));
        assertThat(log.lines().stream().filter(line -> line.contains("level=ERROR") || line.contains("level=WARN")))
                .as("the reason is said, not repeated without end")
                .hasSizeLessThan(40);
    }

    @Test
    void aFullDiskCostsNothingButTime() throws Exception {
        LogTail log = LogTail.fromNow(cluster.folder().resolve(EDGE + "/log/" + EDGE + ".log"));
        disk.fill();
        Random random = new Random(5);
        for (int i = 0; i < 8; i++) {
            wishes.change(random);
        }
        wishes.grow(100_000);
        awaitCode(log, "SKEP-703");
        cluster.awaitReady(EDGE);
        assertQuiet(log);

        disk.free();
        settle("the disk was full");
        awaitCode(log, "store works again");
        assertQuiet(log);
    }

    @Test
    void aReadOnlyDiskAtTheStartIsNamedAndWaitedFor() throws Exception {
        wishes.edgeDies();
        Cluster.skep("down", "--dir", cluster.folder().toString(), EDGE).ok();
        LogTail log = LogTail.fromNow(cluster.folder().resolve(EDGE + "/log/" + EDGE + ".log"));
        disk.readOnly(true);
        cluster.start(EDGE);
        awaitCode(log, "SKEP-702");
        wishes.change(new Random(6));
        assertQuiet(log);

        disk.readOnly(false);
        settle("the disk was read-only");
        assertQuiet(log);
    }
}
