package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.edge.edgehub.internal.FakeCloud.FakeLink;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private FakeLink link = new FakeLink(new Nobody(), true);
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

    private static Message numbered(String resource, int number) {
        return message("pod").withResource(resource).withContent(Integer.toString(number));
    }

    private List<Message> sent() throws InterruptedException {
        List<Message> all = new ArrayList<>();
        for (Optional<Message> next = link.poll(0); next.isPresent(); next = link.poll(0)) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void sendsOneMessageOfAnObjectAtATime() throws Exception {
        Message patch = numbered("default/podpatch/a", 1);
        Message delete = numbered("default/pod/a", 2);
        Message other = numbered("default/pod/b", 3);
        for (Message message : List.of(patch, delete, other)) {
            outbox.put(OutboxEntry.of(message));
        }
        pass(Duration.ZERO);
        assertThat(sent()).containsExactly(patch, other);
        sender.answered(patch.response(json("{\"Err\":{\"ErrStatus\":{\"code\":503}}}")));
        pass(Duration.ZERO);
        assertThat(sent()).isEmpty();
        pass(Duration.ofSeconds(31));
        assertThat(sent()).containsExactly(patch, other);
        assertThat(sender.answered(patch.response("OK"))).isTrue();
        pass(Duration.ZERO);
        assertThat(sent()).containsExactly(delete);
    }

    @Test
    void doesNotSendAgainOverTheNextLinkWhatWasAnswered() throws Exception {
        Message first = numbered("default/pod/a", 1);
        Message second = numbered("default/pod/b", 2);
        outbox.put(OutboxEntry.of(first));
        outbox.put(OutboxEntry.of(second));
        pass(Duration.ZERO);
        sent();
        sender.answered(first.response("OK"));
        link = new FakeLink(new Nobody(), true);
        pass(Duration.ZERO);
        assertThat(sent()).containsExactly(second);
    }

    @Test
    void provesWhatNobodyAnswersByAMarker() throws Exception {
        Message upload = Message.of("eventbus", "user", "upload", "a/topic", "x");
        outbox.put(OutboxEntry.of(upload));
        pass(Duration.ZERO);
        List<Message> sent = sent();
        assertThat(sent).hasSize(2).first().isEqualTo(upload);
        Message marker = sent.getLast();
        assertThat(marker.operation()).isEqualTo("ping");
        Message later = Message.of("eventbus", "user", "upload", "a/topic", "y");
        outbox.put(OutboxEntry.of(later));
        pass(Duration.ZERO);
        assertThat(sent()).containsExactly(later);

        assertThat(sender.isMarker(later.response("ack"))).isFalse();
        assertThat(sender.isMarker(marker.response("ack"))).isTrue();
        assertThat(outbox.size()).isEqualTo(1);
        pass(Duration.ZERO);
        Message second = sent().getLast();
        assertThat(second.operation()).isEqualTo("ping");
        link = new FakeLink(new Nobody(), true);
        pass(Duration.ZERO);
        assertThat(sent()).hasSize(2).first().isEqualTo(later);
        assertThat(sender.isMarker(second.response("ack"))).isFalse();
        assertThat(outbox.size()).isEqualTo(1);
    }

    @Test
    void letsNoMoreThanAWindowGoUnproved() throws Exception {
        for (int i = 0; i < Flights.UNANSWERED + 10; i++) {
            outbox.put(OutboxEntry.of(Message.of("eventbus", "user", "upload", "a/topic", "x" + i)));
        }
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pass(Duration.ZERO);
            sent.addAll(sent());
        }
        List<Message> markers = sent.stream()
                .filter(message -> message.operation().equals("ping"))
                .toList();
        assertThat(sent).hasSize(Flights.UNANSWERED + 1);
        assertThat(markers).hasSize(1);
        outbox.put(OutboxEntry.of(message("pod")));
        pass(Duration.ZERO);
        assertThat(sent()).extracting(Message::resource).containsExactly("default/pod/a");
        sender.isMarker(markers.getFirst().response("ack"));
        pass(Duration.ZERO);
        assertThat(sent())
                .extracting(Message::resource)
                .contains("a/topic")
                .last()
                .isEqualTo("node");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.parse(text);
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
