package io.skep.itests.wire.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.common.model.Contents;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.transport.internal.NettyLinks;
import io.skep.itests.wire.FrameKind;
import io.skep.itests.wire.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the recordings contradict what was written about KubeEdge, at the edge's end, and frames for modules that are not there. */
@Timeout(60)
class EdgeFaultsIT {

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    @TempDir
    private Path folder;

    private ScriptedCloud cloud;
    private SkepEdge edge;

    @BeforeEach
    void start() throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        NettyLinks links = new NettyLinks();
        cloud = new ScriptedCloud(links, ca);
        edge = new SkepEdge(folder, "edge-1", cloud.address(), ca, links);
        cloud.accept();
        cloud.expect("a keepalive", message -> message.operation().equals("keepalive"));
        edge.eventbus.next(message -> message.content().equals("cloud_connected"));
    }

    @AfterEach
    void stop() {
        edge.close();
        cloud.close();
    }

    private static List<Message> fromCloud(String name, Predicate<Message> fits) throws IOException {
        return Recording.read(name).messages().stream()
                .filter(entry -> !entry.fromEdge())
                .map(Recording.Entry::message)
                .filter(fits)
                .toList();
    }

    private void sendAndExpectAcknowledgement(Message push) throws InterruptedException {
        cloud.send(push);
        Message ack = cloud.expect(
                "an acknowledgement of " + push, frame -> frame.parentId().equals(push.id()));
        assertThat(ack.content()).isEqualTo("OK");
    }

    @Test
    void c02AnEchoOfOurOwnStatusIsAcknowledgedAndStartsNothing() throws Exception {
        List<Message> echoes = fromCloud(
                "03-pod-lifecycle",
                message -> !message.isResponse() && message.resource().equals("default/pod/hello"));
        assertThat(echoes).hasSizeGreaterThan(3);

        for (Message echo : echoes) {
            sendAndExpectAcknowledgement(echo);
        }

        assertThat(cloud.surplus(QUIET)).isEmpty();
    }

    @Test
    void c05AnEmptyMessageOfTheCloudIsBorne() throws Exception {
        cloud.send(Recording.read("02-node-steady-state").messages().getLast().message());

        sendAndExpectAcknowledgement(
                fromCloud("03-pod-lifecycle", message -> !message.isResponse()).getFirst());
    }

    @Test
    void c18AnswersToQuestionsAreAcknowledgedAndThoseToReportsAreNot() throws Exception {
        CompletableFuture<Message> asked = ask(question());
        Message question =
                cloud.expect("the question", message -> message.operation().equals("query"));
        Message answer = question.response(Contents.tree(configMap()));
        cloud.send(answer.withRoute("edgecontroller", "resource").withResourceVersion("7"));
        Message ack =
                cloud.expect("an acknowledgement", frame -> frame.parentId().equals(answer.id()));
        assertThat(Contents.isOk(ack)).isTrue();
        assertThat(asked.get(10, TimeUnit.SECONDS).operation()).isEqualTo("response");

        edge.edged.call(
                "metamanager",
                Message.of("edged", "meta", "patch", "default/podpatch/a", "{\"metadata\":{\"uid\":\"u-1\"}}"));
        Message report =
                cloud.expect("the report", message -> message.operation().equals("patch"));
        cloud.send(report.response(Contents.tree(report.withContent("{\"Object\":{},\"Err\":null}")))
                .withRoute("edgecontroller", "resource"));

        Await.until("the report is proved", () -> edge.outbox.size() == 0);
        assertThat(cloud.surplus(QUIET)).isEmpty();
    }

    @Test
    void c19TheSameQuestionIsAskedOnceForAllWhoWait() throws Exception {
        CompletableFuture<Message> first = ask(question());
        Message question =
                cloud.expect("the question", message -> message.operation().equals("query"));
        CompletableFuture<Message> second = ask(question());
        assertThat(cloud.surplus(QUIET)).as("a second question").isEmpty();

        cloud.send(question.response(Contents.tree(configMap()))
                .withRoute("edgecontroller", "resource")
                .withResourceVersion("7"));

        for (CompletableFuture<Message> call : List.of(first, second)) {
            assertThat(Contents.tree(call.get(10, TimeUnit.SECONDS))
                            .path("data")
                            .path("k")
                            .asText())
                    .isEqualTo("v");
        }
    }

    @Test
    void framesForModulesThatAreNotThereDoNoHarm() throws Exception {
        for (String module : List.of("twin", "eventbus", "metaserver")) {
            edge.bus.stop(module);
        }
        Set<FrameKind> sent = new HashSet<>();
        for (String name : Recording.names()) {
            for (Recording.Entry entry : Recording.read(name).messages()) {
                boolean strange =
                        !entry.fromEdge() && FrameKind.of(entry).missing().isPresent();
                if (strange && sent.add(FrameKind.of(entry))) {
                    cloud.send(entry.message());
                }
            }
        }
        assertThat(sent).hasSizeGreaterThan(8);

        sendAndExpectAcknowledgement(
                fromCloud("03-pod-lifecycle", message -> !message.isResponse()).getFirst());

        assertThat(cloud.surplus(QUIET))
                .as("nothing but acknowledgements of devices and models")
                .allMatch(message -> message.isResponse() && message.resource().contains("/device"));
    }

    private CompletableFuture<Message> ask(Message request) {
        return CompletableFuture.supplyAsync(() -> edge.edged.call("metamanager", request), THREADS);
    }

    private static Message question() {
        return Message.of("edged", "meta", "query", "default/configmap/c", null);
    }

    private static Message configMap() {
        return question()
                .withContent(
                        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\","
                                + "\"namespace\":\"default\",\"uid\":\"u-c\",\"resourceVersion\":\"7\"},\"data\":{\"k\":\"v\"}}");
    }
}
