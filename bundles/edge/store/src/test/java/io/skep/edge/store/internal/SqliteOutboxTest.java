package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.QueuedMessage;
import io.skep.edge.store.StoreError;
import io.skep.edge.store.internal.Database.OutboxLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest {

    @TempDir
    private Path folder;

    private Database database;
    private SqliteOutbox outbox;

    @BeforeEach
    void open() {
        open(Stores.ROOMY);
    }

    private void open(OutboxLimits limits) {
        database = new Database(folder.resolve("edgecore.db"), limits);
        outbox = new SqliteOutbox(database, Duration.ofMillis(50));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private List<QueuedMessage> all() throws InterruptedException {
        return outbox.poll(0, 100, Duration.ZERO);
    }

    @Test
    void handsMessagesOutInOrderUntilTheyAreRemoved() throws Exception {
        Message first = Stores.message("default/podpatch/a");
        Message second = Stores.message("default/podpatch/b").withResourceVersion("7");
        outbox.put(OutboxEntry.of(first));
        outbox.put(OutboxEntry.of(second));

        List<QueuedMessage> queued = all();
        assertThat(queued).extracting(QueuedMessage::message).containsExactly(first, second);
        assertThat(outbox.poll(queued.getFirst().id(), 100, Duration.ZERO)).hasSize(1);
        outbox.remove(queued.getFirst().id());
        assertThat(outbox.size()).isEqualTo(1);
        assertThat(all()).extracting(QueuedMessage::message).containsExactly(second);
    }

    @Test
    void keepsOnlyTheNewestOfAKeyAndAtTheEnd() throws Exception {
        outbox.put(new OutboxEntry("pod a", Stores.message("default/podpatch/a")));
        outbox.put(OutboxEntry.of(Stores.message("default/pod/b")));
        Message newer = Stores.message("default/podpatch/a");
        outbox.put(new OutboxEntry("pod a", newer));

        assertThat(all())
                .extracting(queued -> queued.message().resource())
                .containsExactly("default/pod/b", "default/podpatch/a");
        assertThat(all().getLast().message()).isEqualTo(newer);
    }

    @Test
    void wakesTheSender() throws Exception {
        CompletableFuture<List<QueuedMessage>> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return outbox.poll(0, 10, Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        outbox.put(OutboxEntry.of(Stores.message("default/pod/b")));

        assertThat(taken.get(10, TimeUnit.SECONDS)).hasSize(1);
    }

    private static OutboxEntry event(String name) {
        return new OutboxEntry("event " + name, true, Stores.message("default/event/" + name));
    }

    private static OutboxEntry status(String pod) {
        return new OutboxEntry(pod, Stores.message("default/podpatch/" + pod));
    }

    @Test
    void leavesTheOldestEventsOutWhenFullAndNothingElse() throws Exception {
        close();
        open(new OutboxLimits(4, 1 << 20));
        outbox.put(OutboxEntry.of(Stores.message("default/pod/gone")));
        outbox.put(event("1"));
        outbox.put(status("a"));
        outbox.put(event("2"));
        outbox.put(event("3"));
        outbox.put(status("b"));

        assertThat(all())
                .extracting(queued -> queued.message().resource())
                .containsExactly("default/pod/gone", "default/podpatch/a", "default/event/3", "default/podpatch/b");
        assertThat(outbox.evicted()).isEqualTo(2);
        outbox.put(status("c"));
        assertThatThrownBy(() -> outbox.put(status("d"))).isInstanceOf(SkepException.class);
        assertThatThrownBy(() -> outbox.put(event("4"))).isInstanceOf(SkepException.class);
        outbox.put(status("a"));
        assertThat(all())
                .extracting(queued -> queued.message().resource())
                .containsExactly("default/pod/gone", "default/podpatch/b", "default/podpatch/c", "default/podpatch/a");
    }

    @Test
    void makesRoomInBytesToo() throws Exception {
        close();
        open(new OutboxLimits(100, 2000));
        outbox.put(event("1"));
        outbox.put(event("2"));
        outbox.put(OutboxEntry.of(Stores.message("default/pod/a").withContent("x".repeat(1500))));

        assertThat(all().getLast().message().resource()).isEqualTo("default/pod/a");
        assertThat(outbox.evicted()).isPositive();
    }

    @Test
    void endsAWaitWhenItIsWoken() throws Exception {
        outbox.wake();
        assertThat(outbox.poll(0, 10, Duration.ofMinutes(1))).isEmpty();
        CompletableFuture<List<QueuedMessage>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return outbox.poll(0, 10, Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        outbox.wake();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void readsTheOutboxOfAnEarlierVersion() throws Exception {
        outbox.put(status("a"));
        close();
        try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("edgecore.db"));
                Statement sql = old.createStatement()) {
            sql.execute("DROP INDEX `skep_outbox_expendable`");
            sql.execute("ALTER TABLE `skep_outbox` DROP COLUMN `expendable`");
        }
        open();
        outbox.put(event("1"));
        assertThat(all())
                .extracting(queued -> queued.message().resource())
                .containsExactly("default/podpatch/a", "default/event/1");
    }

    @Test
    void failsWithACodeWhenFullOfWhatMustArrive() throws Exception {
        close();
        open(new OutboxLimits(1, 1 << 20));
        outbox.put(OutboxEntry.of(Stores.message("default/pod/a")));

        assertThatThrownBy(() -> outbox.put(OutboxEntry.of(Stores.message("default/pod/b"))))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(StoreError.OUTBOX_FULL));
        assertThat(all()).hasSize(1);
    }

    @Test
    void waitsForRoom() throws Exception {
        close();
        database = new Database(folder.resolve("edgecore.db"), new OutboxLimits(1, 1 << 20));
        outbox = new SqliteOutbox(database, Duration.ofSeconds(20));
        outbox.put(OutboxEntry.of(Stores.message("default/pod/a")));
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                outbox.put(OutboxEntry.of(Stores.message("default/pod/b")));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        outbox.remove(all().getFirst().id());

        waiting.get(10, TimeUnit.SECONDS);
        assertThat(all()).extracting(queued -> queued.message().resource()).containsExactly("default/pod/b");
    }

    @Test
    void keepsTheOlderStatusWhenTheNewerOneHasNoRoom() throws Exception {
        close();
        open(new OutboxLimits(10, 600));
        outbox.put(OutboxEntry.of(Stores.message("default/pod/must-arrive")));
        outbox.put(new OutboxEntry("a", Stores.message("default/podpatch/a")));
        Message large = Stores.message("default/podpatch/a").withContent("x".repeat(700));

        assertThatThrownBy(() -> outbox.put(new OutboxEntry("a", large))).isInstanceOf(SkepException.class);
        assertThat(all())
                .extracting(queued -> queued.message().resource())
                .containsExactly("default/pod/must-arrive", "default/podpatch/a");
        assertThat(outbox.size()).isEqualTo(2);
    }

    @Test
    void neverUsesAnIdTwice() throws Exception {
        outbox.put(OutboxEntry.of(Stores.message("default/pod/a")));
        long first = all().getFirst().id();
        outbox.remove(first);
        assertThat(outbox.size()).isZero();
        close();

        open();
        outbox.put(OutboxEntry.of(Stores.message("default/pod/b")));
        assertThat(all().getFirst().id()).isGreaterThan(first);
    }
}
