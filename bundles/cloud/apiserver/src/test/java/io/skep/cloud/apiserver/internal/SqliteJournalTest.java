package io.skep.cloud.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.skep.beehive.api.SkepException;
import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("new/api.db");
    }

    private static Change change(Change.Type type, String name, long revision) {
        StoreKey key = new StoreKey("pods", "default", name);
        StoredObject object =
                new StoredObject(key, revision, ("{\"r\":" + revision + "}").getBytes(StandardCharsets.UTF_8));
        return new Change(type, object, Optional.empty());
    }

    private static List<StoredObject> load(SqliteJournal journal, long revision) {
        List<StoredObject> objects = new ArrayList<>();
        assertThat(journal.load(objects::add)).isEqualTo(revision);
        return objects;
    }

    @Test
    void keepsWhatWasCommittedForTheNextProcess() {
        SqliteJournal first = new SqliteJournal(file());
        assertThat(load(first, 1)).isEmpty();
        first.commit(List.of(change(Change.Type.ADDED, "a", 2), change(Change.Type.ADDED, "b", 3)));
        first.commit(List.of(change(Change.Type.MODIFIED, "a", 4), change(Change.Type.DELETED, "b", 5)));
        first.close();

        SqliteJournal second = new SqliteJournal(file());
        List<StoredObject> objects = load(second, 5);
        second.close();

        assertThat(objects).containsExactly(change(Change.Type.MODIFIED, "a", 4).object());
    }

    @Test
    void isReadableForItsOwnerAlone() throws IOException {
        SqliteJournal journal = new SqliteJournal(file());
        load(journal, 1);
        journal.commit(List.of(change(Change.Type.ADDED, "a", 2)));
        try (var files = Files.list(file().getParent())) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo("rw-------"));
        }
        journal.close();
    }

    @Test
    void refusesASecondProcess() {
        SqliteJournal first = new SqliteJournal(file());
        load(first, 1);
        assertThatExceptionOfType(SkepException.class)
                .isThrownBy(() -> load(new SqliteJournal(file()), 1))
                .satisfies(e -> assertThat(e.line())
                        .startsWith(
                                "SKEP-681 Cannot open the API's database " + file() + ": another process holds it."));
        first.close();
    }

    @Test
    void saysWhenTheFileIsNoDatabase() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "this is no database, it only stands where one should be".repeat(100));
        assertThatExceptionOfType(SkepException.class)
                .isThrownBy(() -> load(new SqliteJournal(file()), 1))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiServerError.DATABASE_CORRUPT));
    }

    @Test
    void refusesAFileThatIsDamagedWhereNoObjectLies() throws IOException {
        SqliteJournal journal = new SqliteJournal(file());
        load(journal, 1);
        List<Change> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(change(Change.Type.ADDED, "name-that-fills-the-index-" + i, i + 2));
        }
        journal.commit(many);
        journal.close();
        byte[] before = Files.readAllBytes(file());
        byte[] damaged = before.clone();
        int lastPage = damaged.length / 4096 * 4096 - 4096;
        Arrays.fill(damaged, lastPage, lastPage + 2048, (byte) 'x');
        Files.write(file(), damaged);

        assertThatExceptionOfType(SkepException.class)
                .isThrownBy(() -> load(new SqliteJournal(file()), 1))
                .satisfies(e -> assertThat(e.line()).startsWith("SKEP-682").contains("backup"));
        assertThat(Files.readAllBytes(file())).as("left as it is").isEqualTo(damaged);
    }

    @Test
    void saysWhenTheFolderCannotBeMade() throws IOException {
        Files.writeString(folder.resolve("new"), "a file");
        assertThatExceptionOfType(SkepException.class)
                .isThrownBy(() -> load(new SqliteJournal(file()), 1))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiServerError.DATABASE_UNUSABLE));
    }
}
