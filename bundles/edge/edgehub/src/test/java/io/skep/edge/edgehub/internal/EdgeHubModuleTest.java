package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.Subject;
import io.skep.edge.edgehub.internal.FakeCloud.FakeLink;
import io.skep.edge.store.OutboxEntry;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class EdgeHubModuleTest {

    private static final Duration QUIET = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private final FakeCloud cloud = new FakeCloud();
    private TestBus bus;
    private Probe meta;
    private Database database;
    private SqliteOutbox outbox;
    private EdgeHubModule module;
    private HubSettings settings;

    @BeforeEach
    void start() {
        CertificateFiles files =
                new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"));
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        files.save(new Enrolled(ca.certificate(), ca.issueClient(Subject.node("edge-1"), Duration.ofDays(365))));
        settings = new HubSettings(
                "edge-1",
                "p1",
                "127.0.0.1:1",
                "https://127.0.0.1:1",
                files,
                true,
                true,
                Duration.ofMillis(300),
                Duration.ofSeconds(5),
                1000,
                1000);
        bus = new TestBus();
        meta = bus.probe("metamanager", "meta");
        database = Database.open(folder.resolve("edgecore.db"));
        outbox = new SqliteOutbox(database);
    }

    private FakeLink connect() throws InterruptedException {
        startModule();
        FakeLink link = cloud.nextLink();
        assertThat(link.next().operation()).isEqualTo("keepalive");
        assertThat(Contents.text(meta.next())).isEqualTo("cloud_connected");
        return link;
    }

    private void startModule() {
        module = new EdgeHubModule(settings, folder.resolve("bootstrap.conf"), cloud, outbox);
        bus.start("websocket", "hub", module);
    }

    @AfterEach
    void stop() {
        bus.close();
        database.close();
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Message fromCloud(String source, String group, String operation, String resource) {
        return Message.of(source, group, operation, resource, "x");
    }

    private static boolean isData(Message message) {
        return !message.operation().equals("keepalive");
    }

    private static Message patch(String pod) {
        return Message.of("edged", "meta", "patch", "default/podpatch/" + pod, "{}");
    }

    private static Message ok(Message request) {
        return request.response(json("{\"Object\":{},\"Err\":null}")).withRoute("edgecontroller", "resource");
    }

    @Test
    void beginsWithAKeepaliveAndGoesOnWithThem() throws Exception {
        startModule();
        FakeLink link = cloud.nextLink();
        Message first = link.next();
        assertThat(first.source() + " " + first.group() + " " + first.operation() + " " + first.resource() + " "
                        + first.content())
                .isEqualTo("websocket resource keepalive node ping");
        Message second = link.next();
        assertThat(second.operation()).isEqualTo("keepalive");
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(cloud.dials.take())
                .satisfies(options -> assertThat(options.nodeId()).isEqualTo("edge-1"))
                .satisfies(options -> assertThat(options.projectId()).isEqualTo("p1"))
                .satisfies(options -> assertThat(options.pingInterval()).isEqualTo(Duration.ofSeconds(5)));
    }

    @Test
    void tellsTheEdgeWhenTheCloudComesAndGoes() throws Exception {
        Probe twin = bus.probe("twin", "twin");
        FakeLink link = connect();
        Message notice = twin.next();
        assertThat(notice.source() + " " + notice.group() + " " + notice.operation() + " " + notice.resource() + " "
                        + notice.content())
                .isEqualTo("edgehub twin connect node/connection cloud_connected");
        Message question = Message.of("metamanager", "meta", "query", "node/connection", null);
        assertThat(Contents.text(meta.call("websocket", question))).isEqualTo("cloud_connected");
        cloud.refuse = "SKEP-503";
        link.close();

        assertThat(Contents.text(twin.next())).isEqualTo("cloud_disconnected");
        assertThat(Contents.text(meta.call("websocket", question))).isEqualTo("cloud_disconnected");
        cloud.refuse = "";
        assertThat(cloud.nextLink().next().operation()).isEqualTo("keepalive");
        assertThat(Contents.text(twin.next())).isEqualTo("cloud_connected");
    }

    @ParameterizedTest
    @CsvSource({
        "edgecontroller, resource, insert, metamanager",
        "edgecontroller, func, insert, metamanager",
        "devicecontroller, twin, update, twin",
        "router_eventbus, user, publish, eventbus",
        "router_servicebus, user, start, servicebus",
        "someone, user, message, eventbus"
    })
    void handsEachGroupToItsModule(String source, String group, String operation, String target) throws Exception {
        Probe twin = bus.probe("twin", "twin");
        Probe eventbus = bus.probe("eventbus", "bus");
        Probe servicebus = bus.probe("servicebus", "services");
        FakeLink link = connect();
        twin.next();
        eventbus.next();
        Message message = fromCloud(source, group, operation, "default/pod/a");
        link.push(message);

        Probe receiver = List.of(meta, twin, eventbus, servicebus).stream()
                .filter(probe -> probe.name().equals(target))
                .findFirst()
                .orElseThrow();
        assertThat(receiver.next()).isEqualTo(message);
    }

    @Test
    void asksOnlyASkepCloudForEverything() throws Exception {
        cloud.skep = false;
        connect();
        Message refused =
                meta.call("websocket", Message.of("metamanager", "meta", "query", "default/podlist/all", null));
        assertThat(refused.operation()).isEqualTo("error");
        assertThat(Contents.text(refused)).contains("not Skep's");
    }

    @Test
    void dropsWhatItDoesNotServeAndGoesOn() throws Exception {
        FakeLink link = connect();
        link.push(fromCloud("x", "unheard-of", "insert", "a/b/c"));
        link.push(fromCloud("x", "nodeupgradejobcontroller", "upgrade", "upgrade/1/node/edge-1"));
        link.push(fromCloud("router_eventbus", "user", "publish", "t"));
        link.push(fromCloud("devicecontroller", "twin", "update", "membership"));
        Message last = fromCloud("edgecontroller", "resource", "insert", "default/pod/a");
        link.push(last);

        assertThat(meta.next()).isEqualTo(last);
    }

    @Test
    void givesAnAnswerToWhoWaitsForIt() throws Exception {
        FakeLink link = connect();
        Message query = Message.of("edged", "meta", "query", "default/configmap/c", null);
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(() -> meta.call("websocket", query));
        Message request = link.next(EdgeHubModuleTest::isData);
        assertThat(request.id()).isEqualTo(query.id());
        link.push(request.response("answer").withRoute("edgecontroller", "resource"));

        assertThat(asked.get(10, TimeUnit.SECONDS).content()).isEqualTo("answer");
        link.push(request.response("late").withRoute("edgecontroller", "resource"));
        meta.expectQuiet(QUIET);
        Message repeated =
                request.response("repeated").withResourceVersion("7").withRoute("edgecontroller", "resource");
        link.push(repeated);
        assertThat(meta.next()).isEqualTo(repeated);
    }

    @Test
    void keepsWhatCannotBeSentAndSendsItLater() throws Exception {
        FakeLink link = connect();
        cloud.refuse = "SKEP-503";
        link.close();
        assertThat(Contents.text(meta.next())).isEqualTo("cloud_disconnected");
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Message message = Message.of("twin", "resource", "update", "device/d/twin/edge_updated", "n" + i);
            sent.add(message.id());
            meta.send("websocket", message);
        }
        bus.park("websocket");
        cloud.refuse = "";
        startModule();

        FakeLink next = cloud.nextLink();
        List<String> received = new ArrayList<>();
        while (received.size() < sent.size()) {
            received.add(next.next(EdgeHubModuleTest::isData).id());
        }
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void sendsAnUploadAgainThatWentIntoALinkThatWasCut() throws Exception {
        FakeLink link = connect();
        Message upload = Message.of("eventbus", "user", "upload", "topic/a", "21 degrees");
        meta.send("websocket", upload);
        assertThat(link.next(EdgeHubModuleTest::isData)).isEqualTo(upload);
        link.close();

        FakeLink next = cloud.nextLink();
        assertThat(next.next(EdgeHubModuleTest::isData)).isEqualTo(upload);
        Message marker = next.next(message -> message.operation().equals("ping"));
        next.push(marker.response("ack"));
        Await.until("the upload is proved", () -> outbox.size() == 0);
    }

    @Test
    void doesNotHoldAcknowledgementsUp() throws Exception {
        settings = new HubSettings(
                settings.nodeName(),
                settings.projectId(),
                settings.server(),
                settings.httpServer(),
                settings.files(),
                true,
                true,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                1,
                1);
        FakeLink link = connect();
        for (int i = 0; i < 10; i++) {
            meta.send("websocket", Message.of("twin", "resource", "update", "d", "slow " + i));
        }
        Message pushed = fromCloud("edgecontroller", "resource", "insert", "default/pod/a");
        meta.send("websocket", pushed.response("OK"));

        List<Message> seen = new ArrayList<>();
        while (seen.stream().noneMatch(message -> message.operation().equals("response"))) {
            seen.add(link.next());
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void removesAReportWhenTheCloudHasAnsweredIt() throws Exception {
        FakeLink link = connect();
        Message patch = patch("a");
        outbox.put(OutboxEntry.of(patch));
        Message sent = link.next(EdgeHubModuleTest::isData);
        assertThat(sent).isEqualTo(patch);
        assertThat(outbox.size()).isEqualTo(1);
        Message answer = ok(sent);
        link.push(answer);

        assertThat(meta.next()).isEqualTo(answer);
        Await.until("the outbox is empty", () -> outbox.size() == 0);
    }

    @Test
    void givesAnAnswerThatIsFasterThanTheMetamanagersOkToTheMetamanager() throws Exception {
        FakeLink link = connect();
        Message patch = patch("a");
        Probe edged = bus.probe("edged", "edged");
        CompletableFuture<Message> reported = CompletableFuture.supplyAsync(() -> edged.call("metamanager", patch));
        Message taken = meta.next();
        outbox.put(OutboxEntry.of(taken));
        Message answer = ok(link.next(EdgeHubModuleTest::isData));

        link.push(answer);

        assertThat(meta.next()).isEqualTo(answer);
        assertThat(meta.respond(taken.response("OK"))).isTrue();
        assertThat(reported.get(10, TimeUnit.SECONDS).content()).isEqualTo("OK");
    }

    @Test
    void sendsReportsAgainInOrderAfterAReconnect() throws Exception {
        FakeLink link = connect();
        for (String pod : List.of("a", "b", "c")) {
            outbox.put(OutboxEntry.of(patch(pod)));
        }
        Message first = link.next(EdgeHubModuleTest::isData);
        link.next(EdgeHubModuleTest::isData);
        link.push(ok(first));
        Await.until("the first is removed", () -> outbox.size() == 2);
        link.close();

        FakeLink next = cloud.nextLink();
        assertThat(next.next(EdgeHubModuleTest::isData).resource()).isEqualTo("default/podpatch/b");
        assertThat(next.next(EdgeHubModuleTest::isData).resource()).isEqualTo("default/podpatch/c");
    }

    @Test
    void keepsAReportThatTheCloudCouldNotHandleNow() throws Exception {
        FakeLink link = connect();
        outbox.put(OutboxEntry.of(patch("a")));
        Message sent = link.next(EdgeHubModuleTest::isData);
        link.push(sent.response(json("{\"Object\":null,\"Err\":{\"ErrStatus\":{\"code\":503}}}"))
                .withRoute("edgecontroller", "resource"));
        meta.next();

        assertThat(outbox.size()).isEqualTo(1);
        link.push(sent.response(json("{\"Object\":null,\"Err\":{\"ErrStatus\":{\"code\":404}}}"))
                .withRoute("edgecontroller", "resource"));
        Await.until("the outbox is empty", () -> outbox.size() == 0);
    }

    @Test
    void sendsEventsOnlyToASkepCloud() throws Exception {
        cloud.skep = false;
        FakeLink link = connect();
        outbox.put(OutboxEntry.of(Message.of("edged", "meta", "insert", "default/event/e", json("{}"))));
        Message patch = patch("a");
        outbox.put(OutboxEntry.of(patch));
        assertThat(link.next(EdgeHubModuleTest::isData)).isEqualTo(patch);
        link.push(ok(patch));
        Await.until("the outbox is empty", () -> outbox.size() == 0);

        cloud.skep = true;
        link.close();
        Message event = Message.of("edged", "meta", "insert", "default/event/e", json("{}"));
        outbox.put(OutboxEntry.of(event));
        assertThat(cloud.nextLink().next(EdgeHubModuleTest::isData)).isEqualTo(event);
    }

    @Test
    void closesTheLinkAtTheStopWithoutAnEmptyMessage() throws Exception {
        FakeLink link = connect();
        bus.park("websocket");

        Await.until("the link is closed", () -> !link.isOpen());
        for (var left = link.poll(0); left.isPresent(); left = link.poll(0)) {
            assertThat(left.get().operation()).isEqualTo("keepalive");
        }
    }

    @Test
    void dialsAnewOnlyWhenAChangeConcernsTheLink() throws Exception {
        FakeLink link = connect();
        module.status();
        HubSettings faster = new HubSettings(
                settings.nodeName(),
                settings.projectId(),
                settings.server(),
                settings.httpServer(),
                settings.files(),
                false,
                true,
                settings.heartbeat(),
                settings.handshakeTimeout(),
                5,
                5);
        module.apply(faster);
        assertThat(link.isOpen()).isTrue();
        module.apply(new HubSettings(
                "edge-1",
                "p2",
                settings.server(),
                settings.httpServer(),
                settings.files(),
                false,
                true,
                settings.heartbeat(),
                settings.handshakeTimeout(),
                5,
                5));

        cloud.dials.take();
        assertThat(cloud.dials.poll(10, TimeUnit.SECONDS))
                .isNotNull()
                .satisfies(options -> assertThat(options.projectId()).isEqualTo("p2"));
    }

    @Test
    void goesOnTryingWithoutACertificateAndSaysWhy() throws Exception {
        Files.delete(settings.files().certificate());
        startModule();

        Await.until("the reason is shown", () -> module.status().lastFailure().startsWith("SKEP-545"));
        bus.awaitState("websocket", State.RUNNING);
        assertThat(cloud.dials).isEmpty();
        bus.park("websocket");
        assertThat(new EdgeHubShell(module).status())
                .containsEntry("state", "not connected")
                .containsEntry("node", "edge-1")
                .containsEntry("outbox", 0);
    }
}
