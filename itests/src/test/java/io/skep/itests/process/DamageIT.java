package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Database files are overwritten: the edge sets its own aside and gets everything again, the cloud refuses to begin without its objects. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DamageIT {

    private static final int OFFSET = 5_100;
    private static final String EDGE = "edge-1";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static Cluster cluster;
    private static Wishes wishes;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.up("damage", OFFSET, 1);
        wishes = new Wishes(cluster, List.of(PodKind.OSGI));
        wishes.prepare(3);
        settle("prepare");
    }

    @AfterAll
    static void stop() {
        if (wishes != null) {
            wishes.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void settle(String after) {
        new Settling(cluster, EDGE, wishes, cluster.folder().resolve(EDGE + "/pods")).await(LIMIT, List.of(after));
    }

    private static Path database() {
        return cluster.folder().resolve(EDGE + "/edgecore.db");
    }

    private static LogTail log() {
        return LogTail.fromNow(cluster.folder().resolve(EDGE + "/log/" + EDGE + ".log"));
    }

    /** Overwrites the beginning of every page and cuts the log off in its head. */
    private static void damage(Path file) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            for (long page = 0; page < raw.length(); page += 4096) {
                raw.seek(page + 7);
                raw.write("torn by a bad disk".getBytes(StandardCharsets.US_ASCII));
            }
        }
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        if (Files.exists(wal)) {
            try (RandomAccessFile raw = new RandomAccessFile(wal.toFile(), "rw")) {
                raw.setLength(17);
            }
        }
    }

    private static List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(database().getParent())) {
            return files.filter(file -> file.getFileName().toString().matches("edgecore\\.db\\.corrupt-\\d+T\\d+Z"))
                    .toList();
        }
    }

    private static void startAndRecover(LogTail log, String how) {
        cluster.start(EDGE).ok();
        settle(how);
        assertThat(log.lines().stream().filter(line -> line.contains("SKEP-709")))
                .singleElement()
                .asString()
                .contains("edgecore.db", "set aside as edgecore.db.corrupt-", "had not reached the cloud are lost");
        assertThat(log.lines()).noneMatch(line -> line.contains(" stack="));
        assertThat(log.lines())
                .as("pods stay while nobody knows of them")
                .noneMatch(line -> line.contains("is not wanted here"));
    }

    @Test
    @Order(1)
    void anEdgeWithADamagedDatabaseGetsEverythingAgain() throws Exception {
        wishes.edgeDies();
        Cluster.skep("down", "--dir", cluster.folder().toString(), EDGE).ok();
        damage(database());
        LogTail log = log();
        for (int i = 0; i < 5; i++) {
            wishes.change(new Random(i));
        }

        startAndRecover(log, "damaged while the edge was down");
        assertThat(setAside()).hasSize(1);
    }

    @Test
    @Order(2)
    void anEdgeWhoseDatabaseIsTornWhileItRunsRecoversAtItsNextStart() throws Exception {
        LogTail log = log();
        damage(database());
        wishes.edgeDies();
        cluster.kill(EDGE);

        startAndRecover(log, "damaged while the edge ran");
        assertThat(setAside()).hasSize(2);
        wishes.pin();
    }

    @Test
    @Order(3)
    void anEdgeWhoseDatabaseWasDeletedGetsEverythingAgain() throws Exception {
        wishes.edgeDies();
        cluster.kill(EDGE);
        for (String part : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(database().resolveSibling("edgecore.db" + part));
        }
        for (Path copy : setAside()) {
            Files.delete(copy);
        }
        cluster.start(EDGE).ok();
        cluster.awaitReady(EDGE);
        Await.until(
                "the edge has its pods",
                LIMIT,
                () -> EdgeState.ask(cluster, EDGE, wishes.mapKeys()),
                state -> state.filter(now -> now.pods().size() == wishes.pods().size()
                                && now.stored().size() > 0)
                        .isPresent());
    }

    @Test
    @Order(4)
    void aCloudWithADamagedDatabaseRefusesToBeginAnew() throws Exception {
        Path api = cluster.folder().resolve("cloud/api.db");
        byte[] sound = copyOfStopped(api);
        damage(api);
        byte[] damaged = Files.readAllBytes(api);

        Result result = cluster.start("cloud");

        assertThat(result.status()).as(result.toString()).isNotZero();
        assertThat(result.err()).contains("SKEP-").doesNotContain("\tat ");
        assertThat(Files.readString(cluster.folder().resolve("cloud/log/cloud.log")))
                .contains("SKEP-682", "restore the file from a backup");
        assertThat(Files.readAllBytes(api)).as("left as it is").isEqualTo(damaged);

        Cluster.skep("down", "--dir", cluster.folder().toString(), "cloud").ok();
        Files.write(api, sound);
        cluster.start("cloud").ok();
        cluster.awaitReady(EDGE);
    }

    /** The backup of which the message speaks. */
    private static byte[] copyOfStopped(Path api) throws IOException {
        Cluster.skep("down", "--dir", cluster.folder().toString(), "cloud").ok();
        return Files.readAllBytes(api);
    }
}
