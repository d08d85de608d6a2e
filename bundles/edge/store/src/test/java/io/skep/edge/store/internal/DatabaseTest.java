package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.StoreError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;

@Timeout(60)
class DatabaseTest {

    @TempDir
    private Path folder;

    private static void expect(StoreError code, Path file) {
        Database database = new Database(file, Stores.ROOMY);
        try {
            SqliteMetaStore store = new SqliteMetaStore(database);
            assertThatThrownBy(() -> store.put(new MetaRow("a/b/c", "b", "{}")))
                    .isInstanceOfSatisfying(
                            SkepException.class, e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> store.find("a/b/c"))
                    .isInstanceOfSatisfying(
                            SkepException.class, e -> assertThat(e.code()).isEqualTo(code));
        } finally {
            database.close();
        }
    }

    @Test
    void saysThatTheFolderCannotBeMade() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "no folder");
        expect(StoreError.CANNOT_OPEN, plain.resolve("below").resolve("edgecore.db"));
    }

    @Test
    void saysThatTheFileIsAFolder() throws Exception {
        expect(StoreError.CANNOT_OPEN, Files.createDirectory(folder.resolve("edgecore.db")));
    }

    @Test
    void saysThatAnotherProcessHoldsTheFile() throws Exception {
        Path file = folder.resolve("edgecore.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = other.createStatement()) {
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("CREATE TABLE x (y)");
            expect(StoreError.LOCKED, file);
        }
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
        Database database = Stores.open(folder);
        try {
            SqliteMetaStore store = new SqliteMetaStore(database);
            store.put(new MetaRow("a/b/before", "b", "{}"));
            limit(database, 12);
            assertThatThrownBy(() -> store.put(new MetaRow("a/b/big", "b", "x".repeat(1 << 20))))
                    .isInstanceOfSatisfying(
                            SkepException.class, e -> assertThat(e.code()).isEqualTo(StoreError.NO_SPACE));
            assertThat(store.find("a/b/before")).isPresent();

            limit(database, 100_000);
            store.put(new MetaRow("a/b/big", "b", "x".repeat(1 << 20)));
            assertThat(store.find("a/b/big")).isPresent();
        } finally {
            database.close();
        }
    }

    /** A commit is on the disk before it is reported: write-ahead log, synchronous 2 (FULL). */
    @Test
    void reportsNoCommitBeforeTheDiskHasIt() throws Exception {
        Database database = Stores.open(folder);
        try {
            assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(database, "synchronous")).isEqualTo("2");
        } finally {
            database.close();
        }
    }

    private static String pragma(Database database, String name) throws InterruptedException {
        return database.write("ask", open -> {
            try (Statement sql = open.createStatement();
                    ResultSet rows = sql.executeQuery("PRAGMA " + name)) {
                return rows.next() ? rows.getString(1) : "";
            }
        });
    }

    /** What was taken before the disk was full is there, what was refused is not, and the outbox goes on when there is room. */
    @Test
    void keepsTheOutboxWholeOnAFullDisk() throws Exception {
        Set<String> taken = new HashSet<>();
        Database database = Stores.open(folder);
        try {
            SqliteOutbox outbox = new SqliteOutbox(database);
            limit(database, 40);
            for (int i = 0; i < 60; i++) {
                Message message = Stores.message("default/pod/a").withContent("x".repeat(3000));
                try {
                    outbox.put(OutboxEntry.of(message));
                    taken.add(message.id());
                } catch (SkepException e) {
                    assertThat(e.code()).isEqualTo(StoreError.NO_SPACE);
                }
            }
            assertThat(taken).hasSizeBetween(1, 59);
            assertThat(outbox.size()).isEqualTo(taken.size());
            limit(database, 100_000);
            Message later = Stores.message("default/pod/b");
            outbox.put(OutboxEntry.of(later));
            taken.add(later.id());
            assertThat(pragma(database, "integrity_check")).isEqualTo("ok");
        } finally {
            database.close();
        }
        Database again = Stores.open(folder);
        try {
            assertThat(new SqliteOutbox(again).poll(0, 100, Duration.ZERO))
                    .extracting(queued -> queued.message().id())
                    .containsExactlyInAnyOrderElementsOf(taken);
        } finally {
            again.close();
        }
    }

    private static void limit(Database database, int pages) throws InterruptedException {
        database.write("limit", open -> {
            Schema.execute(open, "PRAGMA max_page_count = " + pages);
            return null;
        });
    }

    @Test
    void makesTheFileAtTheStart() throws Exception {
        Path file = folder.resolve("sub").resolve("edgecore.db");
        new Database(file, Stores.ROOMY).close();

        assertThat(file).exists();
    }

    @Test
    void goesOnWhenTheFolderIsThereLater() throws Exception {
        Path plain = Files.writeString(folder.resolve("later"), "no folder");
        Database database = new Database(plain.resolve("edgecore.db"), Stores.ROOMY);
        try {
            SqliteMetaStore store = new SqliteMetaStore(database);
            assertThatThrownBy(() -> store.find("a/b/c")).isInstanceOf(SkepException.class);
            Files.delete(plain);

            store.put(new MetaRow("a/b/c", "b", "{}"));
            assertThat(store.find("a/b/c")).isPresent();
        } finally {
            database.close();
        }
    }

    @Test
    void takesBackOnlyTheWorkThatFails() throws Exception {
        Database database = Stores.open(folder);
        try {
            SqliteMetaStore store = new SqliteMetaStore(database);
            CountDownLatch gate = new CountDownLatch(1);
            database.writeLater("hold the writer", open -> {
                try {
                    gate.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new SQLException(e);
                }
                return null;
            });
            database.writeLater("fail half-way", open -> {
                Schema.execute(open, "INSERT INTO `meta` VALUES ('half', 'x', 'y')");
                throw new SQLException("made to fail");
            });
            List<CompletableFuture<Void>> good = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String key = "a/b/" + i;
                good.add(CompletableFuture.runAsync(
                        () -> put(store, key), task -> Thread.ofVirtual().start(task)));
            }
            gate.countDown();
            for (CompletableFuture<Void> one : good) {
                one.get(20, TimeUnit.SECONDS);
            }
            assertThat(store.listByPrefix("")).hasSize(50);
        } finally {
            database.close();
        }
    }

    private static void put(SqliteMetaStore store, String key) {
        try {
            store.apply(List.of(new MetaChange.Put(new MetaRow(key, "b", "{}"))));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesWorkWhenClosed() {
        Database database = Stores.open(folder);
        database.close();

        SqliteMetaStore store = new SqliteMetaStore(database);
        assertThatThrownBy(() -> store.put(new MetaRow("a/b/c", "b", "{}")))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(StoreError.CLOSED));
        assertThatThrownBy(() -> store.find("a/b/c"))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(StoreError.CLOSED));
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_FULL, NO_SPACE",
        "SQLITE_READONLY, NOT_WRITABLE",
        "SQLITE_READONLY_DIRECTORY, NOT_WRITABLE",
        "SQLITE_IOERR_WRITE, NOT_WRITABLE",
        "SQLITE_CANTOPEN, CANNOT_OPEN",
        "SQLITE_NOTADB, CORRUPT",
        "SQLITE_CORRUPT, CORRUPT",
        "SQLITE_BUSY, LOCKED",
        "SQLITE_CONSTRAINT, FAILED"
    })
    void givesEachFailureItsCode(SQLiteErrorCode code, StoreError expected) {
        SkepException failure = Failures.of(Path.of("/x/edgecore.db"), "store", new SQLException("m", "s", code.code));
        assertThat(failure.code()).isEqualTo(expected);
        assertThat(failure.line()).startsWith(expected.code()).contains("/x/edgecore.db");
    }
}
