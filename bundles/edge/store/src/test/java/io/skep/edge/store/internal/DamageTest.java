package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.MetaStore.Coverage;
import io.skep.edge.store.StoreError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file is set aside at the start, and the new one knows that it lacks something. */
@Timeout(60)
class DamageTest {

    private static final int ROWS = 400;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("edgecore.db");
    }

    private Coverage coverage() throws InterruptedException {
        try (Database database = Stores.open(folder)) {
            return new SqliteMetaStore(database).coverage();
        }
    }

    private void complete() throws InterruptedException {
        try (Database database = Stores.open(folder)) {
            new SqliteMetaStore(database).apply(List.of(new MetaChange.Complete()));
        }
    }

    private void fill() throws InterruptedException {
        try (Database database = Stores.open(folder)) {
            SqliteMetaStore store = new SqliteMetaStore(database);
            for (int i = 0; i < ROWS; i++) {
                store.put(new MetaRow("default/configmap/c-" + i, "configmap", "x".repeat(500)));
            }
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewFileIsToldToLackWhatTheCloudMayKnow() throws Exception {
        assertThat(coverage()).isEqualTo(Coverage.NEW);
        assertThat(coverage()).as("until it is completed").isEqualTo(Coverage.NEW);

        complete();
        assertThat(coverage()).isEqualTo(Coverage.WHOLE);
        assertThat(coverage()).isEqualTo(Coverage.WHOLE);
    }

    @Test
    void aFileOfAGoEdgeIsWhole() throws Exception {
        try (Connection go = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = go.createStatement()) {
            sql.execute(
                    "CREATE TABLE `meta` (`key` varchar(256) NOT NULL PRIMARY KEY, `type` varchar(32), `value` text)");
            sql.execute("INSERT INTO `meta` VALUES ('default/pod/a', 'pod', '{}')");
        }
        assertThat(coverage()).isEqualTo(Coverage.WHOLE);
    }

    @Test
    void setsAFileAsideThatIsNoDatabase() throws Exception {
        Files.writeString(file, "this is no database".repeat(100));

        assertThat(coverage()).isEqualTo(Coverage.LOST);
        String aside = names().stream()
                .filter(name -> name.matches("edgecore\\.db\\.corrupt-\\d{8}T\\d{6}Z"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(folder.resolve(aside))).startsWith("this is no database");

        complete();
        assertThat(coverage())
                .as("the old copy says nothing about a later file")
                .isEqualTo(Coverage.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 50, 90})
    void setsAFileAsideWhosePagesWereOverwritten(int percent) throws Exception {
        fill();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(Math.max(0, raw.length() * percent / 100 / 4096 * 4096));
            raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
            raw.write("garbage".repeat(1000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertThat(coverage()).isEqualTo(Coverage.LOST);
    }

    @Test
    void setsAFileAsideThatWasCutShort() throws Exception {
        fill();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() / 2);
        }
        assertThat(coverage()).isEqualTo(Coverage.LOST);
    }

    @Test
    void anEmptyFileIsOneWithoutTables() throws Exception {
        Files.createFile(file);
        assertThat(coverage()).isEqualTo(Coverage.NEW);
    }

    @Test
    void doesNotTakeTheLogOfAFileThatIsGone() throws Exception {
        fill();
        Files.write(folder.resolve("edgecore.db-wal"), new byte[4096]);
        Files.delete(file);

        assertThat(coverage()).isEqualTo(Coverage.NEW);
        assertThat(names()).anyMatch(name -> name.matches("edgecore\\.db\\.corrupt-.*-wal"));
    }

    @Test
    void keepsThreeOfTheFilesSetAside() throws Exception {
        for (int day = 1; day <= 5; day++) {
            Files.writeString(folder.resolve("edgecore.db.corrupt-2020010%dT000000Z".formatted(day)), "old");
            Files.writeString(folder.resolve("edgecore.db.corrupt-2020010%dT000000Z-wal".formatted(day)), "old");
        }
        Files.writeString(file, "this is no database".repeat(100));
        coverage();

        assertThat(names().stream().filter(name -> name.matches(".*corrupt-.*Z")))
                .hasSize(3);
        assertThat(names().stream().filter(name -> name.matches(".*corrupt-.*Z-wal")))
                .hasSize(2);
    }

    @Test
    void saysThatItCannotSetAFileAsideAndTriesAgain() throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        Files.writeString(file, "this is no database".repeat(100));
        Files.createDirectories(folder.resolve("edgecore.db.corrupt-20260101T000000Z/taken"));
        DatabaseFile database = new DatabaseFile(file, clock::get);

        assertThatThrownBy(database::open)
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(StoreError.NOT_SET_ASIDE));

        clock.set(clock.get().plusSeconds(1));
        database.open().close();
        assertThat(coverage()).isEqualTo(Coverage.LOST);
    }
}
