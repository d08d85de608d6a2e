package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownstreamTest {

    /** More than a parked mailbox holds of a group's messages. */
    private static final int MANY = 2100;

    /** Longer than the bus of the tests lets a sender wait at a parked mailbox. */
    private static final Duration LIMIT = Duration.ofMillis(2500);

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private Database database;

    @AfterEach
    void stop() {
        bus.close();
        database.close();
    }

    @Test
    void waitsForRoomAndDropsNothing() throws Exception {
        CompletableFuture<ModuleContext> started = new CompletableFuture<>();
        bus.expect("metamanager", "meta").start("websocket", "hub", running -> {
            started.complete(running);
            running.receive();
        });
        database = Database.open(folder.resolve("edgecore.db"));
        TokenBucket bucket = new TokenBucket(0, 0, System::nanoTime);
        OutboxSender sender = new OutboxSender(new SqliteOutbox(database), new CloudLink(), bucket, System::nanoTime);
        Downstream downstream = new Downstream(started.join(), sender);
        AtomicInteger handed = new AtomicInteger();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(
                () -> dispatchAll(downstream, handed),
                task -> Thread.ofVirtual().start(task));
        Await.until(
                "the mailbox is full",
                () -> bus.bus().findModule("metamanager").orElseThrow().depth() >= 2048);
        int before = handed.get();
        long full = System.nanoTime();
        Await.until("the limit of the bus has passed", () -> System.nanoTime() - full > LIMIT.toNanos());
        assertThat(reader).isNotDone();
        assertThat(handed.get()).isEqualTo(before).isLessThan(MANY);

        Probe meta = bus.probe("metamanager", "meta");
        reader.get(20, TimeUnit.SECONDS);
        for (int i = 0; i < MANY; i++) {
            assertThat(meta.next().resource()).isEqualTo("default/pod/" + i);
        }
    }

    private static void dispatchAll(Downstream downstream, AtomicInteger handed) {
        try {
            for (int i = 0; i < MANY; i++) {
                downstream.dispatch(Message.of("edgecontroller", "resource", "update", "default/pod/" + i, "x"));
                handed.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
