package io.skep.itests.wire.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.testkit.Await;
import io.skep.common.model.Json;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.transport.Link;
import io.skep.common.transport.internal.NettyLinks;
import io.skep.edge.store.MetaRow;
import io.skep.itests.wire.Recording;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays the cloud's frames of a recording to our edge, lets a probe say what the recorded edged and twin said, and compares every frame that our edge
 * sends with the Go edge's: route, parent, members and their types; and that there is none more.
 */
@Timeout(120)
class EdgeReplayIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-bootstrap",
                "02-node-steady-state",
                "02b-node-restart-delete",
                "03-pod-lifecycle",
                "05-offline-resync"
            })
    void sendsTheFramesOfAGoEdge(String name) throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        NettyLinks links = new NettyLinks();
        Recording recording = Recording.read(name);
        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = new SkepEdge(folder, node(recording), cloud.address(), ca, links)) {
            Replay replay = new Replay(cloud, edge);
            for (Recording.Entry entry : recording.messages()) {
                replay.play(entry);
            }
            assertThat(cloud.surplus(Duration.ofMillis(500))).isEmpty();
            replay.verifyEnd();
        }
    }

    @Test
    void keepsThePodOfTheRecordingUntilTheCloudDeletesIt() throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        NettyLinks links = new NettyLinks();
        Recording recording = Recording.read("03-pod-lifecycle");
        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = new SkepEdge(folder, node(recording), cloud.address(), ca, links)) {
            Replay replay = new Replay(cloud, edge);
            boolean seen = false;
            for (Recording.Entry entry : recording.messages()) {
                replay.play(entry);
                seen |= edge.store.find("default/pod/hello").isPresent();
            }
            assertThat(seen).isTrue();
            assertThat(edge.store.find("default/pod/hello")).isEmpty();
            assertThat(edge.store.find("default/podpatch/hello")).isEmpty();
            assertThat(edge.store.find("default/configmap/hello-cm").map(MetaRow::type))
                    .contains("configmap");
            assertThat(edge.store.find("default/secret/hello-secret")).isPresent();
            assertThat(edge.store.find("kube-node-lease/lease/edge-g03")).isPresent();
            assertThat(edge.store.listByType("serviceaccounttoken")).isEmpty();
        }
    }

    private static String node(Recording recording) {
        return recording.entries().stream()
                .filter(entry -> entry.kind().equals("ws-handshake") && entry.fromEdge())
                .map(entry -> entry.raw().split("Node_id: ")[1].split("\r\n")[0])
                .findFirst()
                .orElseThrow();
    }

    /** One recording under way. */
    private static final class Replay {
        private final ScriptedCloud cloud;
        private final SkepEdge edge;
        /** Recorded id of a message of the edge to ours. */
        private final Map<String, String> ours = new HashMap<>();

        private final Map<String, CompletableFuture<Message>> calls = new HashMap<>();
        private final Map<String, String> openQuestions = new HashMap<>();
        private final Set<String> shared = new HashSet<>();
        private final Map<String, Message> pushed = new HashMap<>();
        private Optional<Integer> connection = Optional.empty();

        Replay(ScriptedCloud cloud, SkepEdge edge) {
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
                case "edged", "twin" -> ask(entry, recorded);
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
            if (recorded.source().equals("twin")) {
                edge.twin.send("websocket", request);
            } else {
                calls.put(
                        recorded.id(),
                        CompletableFuture.supplyAsync(
                                () -> edge.edged.call("metamanager", request),
                                task -> Thread.ofVirtual().start(task)));
            }
            Message frame = cloud.expect(recorded.toString(), sameAs(recorded));
            assertThat(Shape.of(frame)).as("record %d", entry.line()).isEqualTo(Shape.of(entry.raw()));
            assertThat(frame.content()).isEqualTo(recorded.content());
            ours.put(recorded.id(), frame.id());
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
                    frame -> frame.operation().equals("response")
                            && frame.parentId().equals(recorded.parentId()));
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
                cloud.send(recorded.withParentId(parent));
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

        /** Edged has got everything that was pushed, and every report is proved. */
        void verifyEnd() {
            assertThat(edge.edged.seen().stream()
                            .filter(message -> !message.isResponse())
                            .map(Message::id))
                    .containsAll(pushed.keySet());
            Await.until("the outbox is empty", () -> edge.outbox.size() == 0);
        }
    }
}
