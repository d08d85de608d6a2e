package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.edge.edgehub.internal.FakeCloud.FakeLink;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutboxSenderTest {

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final FakeLink link = new FakeLink(new Nobody(), true);
    private Database database;
    private SqliteOutbox outbox;
    private OutboxSender sender;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("edgecore.db"));
        outbox = new SqliteOutbox(database);
        sender = new OutboxSender(outbox, new CloudLink(), new TokenBucket(0, 0, nanos::get), nanos::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void pass(Duration time) throws InterruptedException {
        nanos.addAndGet(time.toNanos());
        sender.step(link, Duration.ZERO);
    }

    private static Message message(String type) {
        return Message.of("edged", "meta", "insert", "default/" + type + "/a", "{}");
    }

    @Test
    void sendsAgainWhatIsNotAnsweredEachTimeLater() throws Exception {
        Message pod = message("pod");
        outbox.put(OutboxEntry.of(pod));
        pass(Duration.ZERO);
        assertThat(link.next()).isEqualTo(pod);
        pass(Duration.ofSeconds(29));
        assertThat(link.poll(0)).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(link.next()).isEqualTo(pod);
        pass(Duration.ofSeconds(31));
        assertThat(link.poll(0)).isEmpty();
        pass(Duration.ofSeconds(30));
        assertThat(link.next()).isEqualTo(pod);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofMinutes(5).plusSeconds(1));
            assertThat(link.next()).isEqualTo(pod);
        }
        assertThat(sender.answered(pod.response("OK"))).isTrue();
        assertThat(sender.inFlight()).isZero();
        assertThat(outbox.size()).isZero();
    }

    @Test
    void givesAnUnansweredEventUp() throws Exception {
        outbox.put(OutboxEntry.of(message("event")));
        int sent = 0;
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMinutes(6));
            sent += link.poll(0).isPresent() ? 1 : 0;
        }
        assertThat(sent).isEqualTo(3);
        assertThat(outbox.size()).isZero();
    }

    @Test
    void doesNotSendAgainWhatANewerOneHasReplaced() throws Exception {
        Message older = message("podpatch");
        Message newer = message("podpatch");
        outbox.put(new OutboxEntry("a", older));
        pass(Duration.ZERO);
        assertThat(link.next()).isEqualTo(older);
        outbox.put(new OutboxEntry("a", newer));
        pass(Duration.ofMinutes(1));

        assertThat(link.next()).isEqualTo(newer);
        assertThat(link.poll(0)).isEmpty();
        assertThat(sender.answered(message("pod").response("OK"))).isFalse();
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
