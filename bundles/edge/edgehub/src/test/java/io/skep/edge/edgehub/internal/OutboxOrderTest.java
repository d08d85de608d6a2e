package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.skep.beehive.api.Message;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.edge.edgehub.internal.FakeCloud.FakeLink;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cloud refuses, forgets and is cut off at random: everything arrives, and nothing overtakes what is about the same object. */
@Timeout(120)
class OutboxOrderTest {

    private static final int OBJECTS = 4;
    private static final int PUTS = 150;

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, Integer> newest = new HashMap<>();
    private final Set<String> applied = new HashSet<>();
    private final Set<String> put = new HashSet<>();
    private Random random;
    private Database database;
    private SqliteOutbox outbox;
    private OutboxSender sender;
    private FakeLink link = newLink();

    private static FakeLink newLink() {
        return new FakeLink(new Nobody(), true);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void keepsTheOrderOfEachObject(long seed) throws Exception {
        random = new Random(seed);
        database = Database.open(folder.resolve("edgecore.db"));
        outbox = new SqliteOutbox(database);
        sender = new OutboxSender(outbox, new CloudLink(), new TokenBucket(0, 0, nanos::get), nanos::get);
        for (int number = 1; number <= PUTS; number++) {
            Message message = message(number);
            put.add(message.id());
            outbox.put(OutboxEntry.of(message));
            turn(true);
        }
        for (int i = 0; i < 2_000 && outbox.size() > 0; i++) {
            turn(false);
        }
        assertThat(outbox.size()).isZero();
        assertThat(applied).containsExactlyInAnyOrderElementsOf(put);
    }

    private Message message(int number) {
        int object = random.nextInt(OBJECTS);
        String content = Integer.toString(number);
        return switch (random.nextInt(3)) {
            case 0 -> Message.of("edged", "meta", "patch", "default/podpatch/" + object, content);
            case 1 -> Message.of("edged", "meta", "insert", "default/pod/" + object, content);
            default -> Message.of("eventbus", "user", "upload", "topic", content);
        };
    }

    private void turn(boolean troubles) throws InterruptedException, JsonProcessingException {
        if (troubles && random.nextInt(10) == 0) {
            link.close();
            link = newLink();
        }
        nanos.addAndGet(Duration.ofSeconds(random.nextInt(20)).toNanos());
        sender.step(link, Duration.ZERO);
        for (Optional<Message> next = link.poll(0); next.isPresent(); next = link.poll(0)) {
            if (!troubles || random.nextInt(6) > 0) {
                receive(next.get(), troubles ? random.nextInt(5) : 4);
            } else {
                link.close();
                link = newLink();
            }
        }
    }

    private void receive(Message message, int luck) throws InterruptedException, JsonProcessingException {
        if (message.operation().equals("ping")) {
            assertThat(sender.isMarker(message.response("ack"))).isTrue();
            return;
        }
        boolean answered = !message.operation().equals("upload");
        if (answered && luck == 0) {
            sender.answered(message.response(Json.parse("{\"Err\":{\"ErrStatus\":{\"code\":503}}}")));
            return;
        }
        if (applied.add(message.id())) {
            int number = Integer.parseInt(Contents.text(message));
            Integer before = newest.put(Proof.object(message), number);
            assertThat(before == null ? 0 : before).isLessThan(number);
        }
        if (answered && luck > 1) {
            sender.answered(message.response("OK"));
        }
    }

    private static final class Nobody implements LinkHandler {
        @Override
        public void connected(Link link) {}

        @Override
        public void received(Link link, Message message) {}

        @Override
        public void disconnected(Link link, String reason) {}
    }
}
