package io.skep.itests.wire.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.common.model.Json;
import io.skep.common.transport.Link;
import io.skep.itests.wire.Recording;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One recording under way: a probe says what the recorded module said, the cloud what the recorded one said, and each frame of our edge is compared. */
final class EdgeReplay {
    private final ScriptedCloud cloud;
    private final SkepEdge edge;
    /** Recorded id of a message of the edge to ours. */
    private final Map<String, String> ours = new HashMap<>();

    private final Map<String, CompletableFuture<Message>> calls = new HashMap<>();
    private final Map<String, String> openQuestions = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Map<String, Message> pushed = new HashMap<>();
    private Optional<Integer> connection = Optional.empty();

    EdgeReplay(ScriptedCloud cloud, SkepEdge edge) {
        this.cloud = cloud;
        this.edge = edge;
    }

    void play(Recording.Entry entry) throws Exception {
        if (connection.filter(open -> open == entry.connection()).isEmpty()) {
            reconnect(entry.connection());
        }
        if (entry.fromEdge()) {
            fromEdge(entry);
        } else {
            fromCloud(entry.message());
        }
    }

    private void reconnect(int next) throws InterruptedException {
        if (connection.isPresent()) {
            cloud.cut();
        }
        connection = Optional.of(next);
        Link link = cloud.accept();
        assertThat(link.projectId()).isEqualTo("e632aba927ea4ac2b575ec1603d56f10");
        assertThat(link.peerCertificate()
                        .orElseThrow()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=system:node:" + link.nodeId() + ",O=system:nodes");
        Message first = cloud.expect("a first frame", message -> true);
        assertThat(first.operation()).as("first frame").isEqualTo("keepalive");
        keepalive = first;
        awaitNotice();
    }

    private Message keepalive;

    /** Group bus is told last; a call then passes the notice in the metamanager's mailbox. */
    private void awaitNotice() {
        edge.eventbus.next(message -> message.content().equals("cloud_connected"));
        edge.edged.call("metamanager", Message.of("probe", "meta", "query", "default/pod", null));
    }

    private void fromEdge(Recording.Entry entry) throws Exception {
        Message recorded = entry.message();
        switch (recorded.source()) {
            case "websocket" -> assertThat(Shape.of(keepalive)).isEqualTo(Shape.of(entry.raw()));
            case "edged", "twin", "bus", "metaserver" -> ask(entry, recorded);
            case "" ->
                assertThat(recorded.id())
                        .as("only the Go edge's last frame has no source")
                        .isEmpty();
            default -> acknowledged(entry, recorded);
        }
    }

    /** Lets the probe ask what the recorded module asked, and compares the frame that comes of it. */
    private void ask(Recording.Entry entry, Message recorded) throws Exception {
        Message request = recorded.withId(MessageId.next());
        String question = recorded.resource() + recorded.content();
        if (recorded.operation().equals("query")) {
            if (openQuestions.containsValue(question)) {
                shared.add(recorded.id());
                return;
            }
            openQuestions.put(recorded.id(), question);
        }
        switch (recorded.source()) {
            case "twin" -> edge.twin.send("websocket", request);
            case "bus" -> edge.eventbus.send("websocket", request);
            case "metaserver" -> calls.put(recorded.id(), call(edge.metaserver, "websocket", request));
            default -> calls.put(recorded.id(), call(edge.edged, "metamanager", request));
        }
        Message frame = cloud.expect(recorded.toString(), sameAs(recorded));
        assertThat(Shape.of(frame)).as("record %d", entry.line()).isEqualTo(Shape.of(entry.raw()));
        assertThat(frame.content()).isEqualTo(recorded.content());
        ours.put(recorded.id(), frame.id());
    }

    private static CompletableFuture<Message> call(Probe from, String module, Message request) {
        return CompletableFuture.supplyAsync(
                () -> from.call(module, request), task -> Thread.ofVirtual().start(task));
    }

    private static Predicate<Message> sameAs(Message recorded) {
        return frame -> frame.source().equals(recorded.source())
                && frame.operation().equals(recorded.operation())
                && frame.resource().equals(recorded.resource());
    }

    private void acknowledged(Recording.Entry entry, Message recorded) throws Exception {
        if (shared.contains(recorded.parentId())) {
            return;
        }
        Message ack = cloud.expect(
                "the acknowledgement of " + recorded.parentId(),
                frame ->
                        frame.operation().equals("response") && frame.parentId().equals(recorded.parentId()));
        assertThat(Shape.of(ack)).as("record %d", entry.line()).isEqualTo(Shape.of(entry.raw()));
    }

    private void fromCloud(Message recorded) throws Exception {
        openQuestions.remove(recorded.parentId());
        if (shared.remove(recorded.parentId())) {
            shared.add(recorded.id());
            return;
        }
        if (recorded.isResponse()) {
            String parent = ours.get(recorded.parentId());
            assertThat(parent).as("recorded question of %s", recorded).isNotNull();
            Message answer = recorded.withParentId(parent);
            cloud.send(answer);
            if (recorded.group().equals("twin")) {
                pushed.put(answer.id(), answer);
            }
            verifyAnswer(recorded);
        } else {
            pushed.put(recorded.id(), recorded);
            cloud.send(recorded);
        }
    }

    /** A question is answered with what the cloud said, a report with OK. */
    private void verifyAnswer(Message recorded) throws Exception {
        CompletableFuture<Message> call = calls.get(recorded.parentId());
        if (call != null) {
            Message answer = call.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            boolean report = List.of("nodepatch", "podpatch", "pod")
                    .contains(recorded.resource().split("/")[1]);
            assertThat(Json.tree(answer.content())).isEqualTo(Json.tree(report ? "OK" : recorded.content()));
        }
    }

    /** Everything that was pushed has come to the module that it is for, and every report is proved. */
    void verifyEnd() {
        for (Message message : pushed.values()) {
            Probe taker = taker(message);
            Await.until(
                    taker.name() + " has " + message,
                    () -> taker.seen().stream()
                            .anyMatch(seen -> !isAnswer(seen) && seen.id().equals(message.id())));
        }
        Await.until("the outbox is empty", () -> edge.outbox.size() == 0);
    }

    private static boolean isAnswer(Message message) {
        return message.isResponse() && !message.group().equals("twin");
    }

    private Probe taker(Message message) {
        if (message.group().equals("user")) {
            return edge.eventbus;
        }
        boolean device = message.group().equals("twin") || message.source().equals("devicecontroller");
        return device ? edge.twin : edge.edged;
    }
}
