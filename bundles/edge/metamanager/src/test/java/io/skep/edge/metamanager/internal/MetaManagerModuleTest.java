package io.skep.edge.metamanager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.QueuedMessage;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteMetaStore;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MetaManagerModuleTest {

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final String POD =
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u-1\"}}";
    private static final String CONFIG_MAP =
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\",\"uid\":\"u-2\"}}";

    @TempDir
    private Path folder;

    private TestBus bus;
    private Probe hub;
    private Probe edged;
    private Probe twin;
    private Database database;
    private SqliteMetaStore store;
    private SqliteOutbox outbox;

    @BeforeEach
    void start() throws InterruptedException {
        try (Database fresh = Database.open(folder.resolve("edgecore.db"))) {
            new SqliteMetaStore(fresh).apply(List.of(new MetaChange.Complete()));
        }
        open(folder.resolve("edgecore.db"));
    }

    private void open(Path file) {
        bus = new TestBus();
        hub = bus.probe("websocket", "hub");
        edged = bus.probe("edged", "edged");
        twin = bus.probe("twin", "twin");
        database = Database.open(file);
        store = new SqliteMetaStore(database);
        outbox = new SqliteOutbox(database);
        startModule();
    }

    private void startModule() {
        bus.start(
                "metamanager",
                "meta",
                new MetaManagerModule(
                        new MetaSettings("hub", "websocket", Duration.ofSeconds(30)),
                        store,
                        outbox,
                        InstantSource.system()));
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

    private static Message fromCloud(String source, String operation, String resource, String content) {
        return Message.of(source, "resource", operation, resource, json(content))
                .withResourceVersion("7");
    }

    private static Message fromEdged(String operation, String resource, Object content) {
        return Message.of("edged", "meta", operation, resource, content);
    }

    private static boolean isAck(Message message) {
        return message.operation().equals("response") && Contents.isOk(message);
    }

    private void push(Message message) {
        hub.sendToGroup("meta", message);
    }

    private void connect() {
        push(Message.of("edgehub", "meta", "connect", "node/connection", "cloud_connected"));
    }

    private Optional<MetaRow> row(String key) throws InterruptedException {
        return store.find(key);
    }

    @Test
    void keepsAPushHandsItOnAndAcknowledgesIt() throws Exception {
        Message insert = fromCloud("edgecontroller", "insert", "default/pod/a", POD);
        push(insert);

        Message ack = hub.next(MetaManagerModuleTest::isAck);
        assertThat(ack.parentId()).isEqualTo(insert.id());
        assertThat(ack.source() + " " + ack.group() + " " + ack.resource())
                .isEqualTo("edgecontroller resource default/pod/a");
        assertThat(edged.next()).isEqualTo(insert);
        assertThat(row("default/pod/a")).contains(new MetaRow("default/pod/a", "pod", POD));
        assertThat(store.findObject("/core/v1/pods/default/a")).isPresent();
    }

    @Test
    void acknowledgesEveryRepetition() {
        Message update = fromCloud("edgecontroller", "update", "default/pod/a", POD);
        push(update);
        push(update);

        assertThat(hub.next(MetaManagerModuleTest::isAck).parentId()).isEqualTo(update.id());
        assertThat(hub.next(MetaManagerModuleTest::isAck).parentId()).isEqualTo(update.id());
    }

    @Test
    void removesOnlyTheObjectThatIsMeant() throws Exception {
        store.put(new MetaRow("default/pod/a", "pod", POD));
        store.put(new MetaRow("default/podpatch/a", "podpatch", "{\"metadata\":{\"uid\":\"u-1\"}}"));
        Message other = fromCloud(
                "edgecontroller", "delete", "default/pod/a", "{\"metadata\":{\"name\":\"a\",\"uid\":\"u-other\"}}");
        push(other);
        assertThat(hub.next(MetaManagerModuleTest::isAck).parentId()).isEqualTo(other.id());
        assertThat(row("default/pod/a")).isPresent();

        push(fromCloud("edgecontroller", "delete", "default/pod/a", "{\"metadata\":{\"name\":\"a\",\"uid\":\"u-1\"}}"));
        hub.next(MetaManagerModuleTest::isAck);
        assertThat(row("default/pod/a")).isEmpty();
        assertThat(row("default/podpatch/a")).isEmpty();
        assertThat(edged.next().operation()).isEqualTo("delete");
    }

    @Test
    void handsDevicesToTheTwinWithTheAcknowledgementOfAGoEdge() {
        Message insert = fromCloud("devicecontroller", "insert", "default/device/d", "{\"metadata\":{\"name\":\"d\"}}");
        push(insert);
        Message atTwin = twin.next();
        assertThat(atTwin.id()).isEqualTo(insert.id());
        assertThat(atTwin.source() + " " + atTwin.group()).isEqualTo("meta twin");
        Message ack = hub.next(MetaManagerModuleTest::isAck);
        assertThat(ack.source() + " " + ack.group()).isEqualTo("meta twin");

        push(insert.withOperation("update"));
        ack = hub.next(MetaManagerModuleTest::isAck);
        assertThat(ack.source() + " " + ack.group()).isEqualTo("devicecontroller resource");
        assertThat(twin.next().operation()).isEqualTo("update");
        edged.expectQuiet(QUIET);
    }

    @Test
    void keepsAccessRulesForItself() throws Exception {
        push(fromCloud("policycontroller", "insert", "default/serviceaccountaccess/a", "{\"spec\":{}}"));

        hub.next(MetaManagerModuleTest::isAck);
        assertThat(row("default/serviceaccountaccess/a")).isPresent();
        edged.expectQuiet(QUIET);
    }

    @Test
    void keepsAnUpdateOfAStrangerWithoutAnAcknowledgement() {
        push(Message.of("stranger", "resource", "update", "default/thing/t", "{}"));

        Await.until("the row is kept", () -> row("default/thing/t").isPresent());
        edged.expectQuiet(QUIET);
        assertThat(hub.seen()).noneMatch(MetaManagerModuleTest::isAck);
    }

    @Test
    void asksTheCloudKeepsItsAnswerAndAcknowledgesIt() throws Exception {
        connect();
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(
                () -> edged.call("metamanager", fromEdged("query", "default/configmap/c", null)));
        Message request = hub.next(message -> message.resource().equals("default/configmap/c"));
        assertThat(request.source() + " " + request.group() + " " + request.operation())
                .isEqualTo("edged meta query");
        assertThat(request.parentId()).isEmpty();
        Message answer = request.response(json(CONFIG_MAP)).withRoute("edgecontroller", "resource");
        hub.respond(answer);

        Message seen = asked.get(10, TimeUnit.SECONDS);
        assertThat(seen.source()).isEqualTo("edgecontroller");
        assertThat(seen.content()).isEqualTo(json(CONFIG_MAP));
        Message ack = hub.next(MetaManagerModuleTest::isAck);
        assertThat(ack.parentId()).isEqualTo(answer.id());
        assertThat(ack.source() + " " + ack.group()).isEqualTo("edgecontroller resource");
        assertThat(row("default/configmap/c")).map(MetaRow::value).contains(CONFIG_MAP);
    }

    @Test
    void sharesOneRequestAmongEqualQuestions() throws Exception {
        connect();
        List<CompletableFuture<Message>> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asked.add(CompletableFuture.supplyAsync(
                    () -> edged.call("metamanager", fromEdged("query", "default/configmap/c", null)),
                    task -> Thread.ofVirtual().start(task)));
        }
        Message request = hub.next(message -> message.resource().equals("default/configmap/c"));
        bus.awaitEmpty("metamanager");
        hub.expectQuiet(Duration.ofMillis(300));
        hub.respond(request.response(json(CONFIG_MAP)).withRoute("edgecontroller", "resource"));

        for (CompletableFuture<Message> one : asked) {
            assertThat(one.get(10, TimeUnit.SECONDS).content()).isEqualTo(json(CONFIG_MAP));
        }
        assertThat(hub.next(MetaManagerModuleTest::isAck)).isNotNull();
        hub.expectQuiet(QUIET);
    }

    @Test
    void keepsNoErrorOfTheCloudAsAnObject() throws Exception {
        store.put(new MetaRow("default/configmap/c", "configmap", CONFIG_MAP));
        connect();
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(
                () -> edged.call("metamanager", fromEdged("query", "default/configmap/c", null)));
        Message request = hub.next(message ->
                message.operation().equals("query") && message.source().equals("edged"));
        hub.respond(request.response(json("{\"ErrStatus\":{\"code\":404}}")).withRoute("edgecontroller", "resource"));

        assertThat(Contents.tree(asked.get(10, TimeUnit.SECONDS)).has("ErrStatus"))
                .isTrue();
        hub.next(MetaManagerModuleTest::isAck);
        assertThat(row("default/configmap/c")).map(MetaRow::value).contains(CONFIG_MAP);
    }

    @Test
    void answersFromTheStoreWithoutACloud() throws Exception {
        store.put(new MetaRow("default/pod/a", "pod", POD));
        store.put(new MetaRow("other/pod/b", "pod", "{}"));

        Message one = edged.call("metamanager", fromEdged("query", "default/pod/a", null));
        assertThat(one.source() + " " + one.operation()).isEqualTo("metamanager response");
        assertThat(one.content()).isEqualTo(Json.MAPPER.createArrayNode().add(POD));
        assertThat(edged.call("metamanager", fromEdged("query", "default/pod", null))
                        .content())
                .isEqualTo(Json.MAPPER.createArrayNode().add(POD).add("{}"));
        assertThat(edged.call("metamanager", fromEdged("query", "default/secret/s", null))
                        .content())
                .isEqualTo(Json.MAPPER.createArrayNode());
        assertThat(hub.seen()).noneMatch(message -> message.source().equals("edged"));
    }

    @Test
    void answersFromTheStoreWhenTheLinkGoesWhileItAsks() throws Exception {
        store.put(new MetaRow("default/configmap/c", "configmap", CONFIG_MAP));
        connect();
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(
                () -> edged.call("metamanager", fromEdged("query", "default/configmap/c", null)));
        hub.next(message -> message.source().equals("edged"));
        push(Message.of("edgehub", "meta", "connect", "node/connection", "cloud_disconnected"));

        assertThat(asked.get(10, TimeUnit.SECONDS).source()).isEqualTo("metamanager");
    }

    @Test
    void aLeaseThatWasLostWithTheLinkDoesNotKeepBackTheNext() throws Exception {
        connect();
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(
                () -> edged.call("metamanager", fromEdged("update", "kube-node-lease/lease/n", json("{}"))));
        hub.next(message -> message.resource().endsWith("lease/n"));
        push(Message.of("edgehub", "meta", "connect", "node/connection", "cloud_disconnected"));

        assertThat(Contents.text(asked.get(10, TimeUnit.SECONDS))).startsWith("SKEP-722");
    }

    @Test
    void refusesALeaseWithoutACloudAtOnce() {
        Message lease = fromEdged("update", "kube-node-lease/lease/n", json("{}"));
        Message answer = edged.call("metamanager", lease);

        assertThat(answer.operation()).isEqualTo("error");
        assertThat(answer.parentId()).isEqualTo(lease.id());
        assertThat(Contents.text(answer)).startsWith("SKEP-721");
    }

    /** A store that is closed stands for one whose disk is full. */
    @Test
    void tellsEdgedThatAStatusWasNotKept() {
        database.close();
        Message status = fromEdged("patch", "default/podpatch/a", "{\"metadata\":{\"uid\":\"u-1\"}}");
        edged.send("metamanager", status);
        Message told = edged.next();
        assertThat(told.operation()).isEqualTo("error");
        assertThat(told.resource()).isEqualTo("default/podpatch/a");
        assertThat(told.parentId()).isEqualTo(status.id());
    }

    @Test
    void queuesStatusesAndAnswersAtOnce() throws Exception {
        String patch = "{\"metadata\":{\"uid\":\"u-1\"},\"status\":{\"phase\":\"Running\"}}";
        Message first = fromEdged("patch", "default/podpatch/a", patch.replace("Running", "Pending"));
        Message second = fromEdged("patch", "default/podpatch/a", patch);
        assertThat(Contents.isOk(edged.call("metamanager", first))).isTrue();
        assertThat(Contents.isOk(edged.call("metamanager", second))).isTrue();
        Message delete = fromEdged("delete", "default/pod/a", json("{\"preconditions\":{\"uid\":\"u-1\"}}"));
        edged.call("metamanager", delete);
        edged.call("metamanager", delete.withId("x"));
        edged.call("metamanager", fromEdged("insert", "default/pod/static", json(POD)));

        assertThat(outbox.poll(0, 10, Duration.ZERO))
                .extracting(QueuedMessage::message)
                .extracting(message -> message.operation() + " " + message.resource() + " " + message.content())
                .containsExactly(
                        "patch default/podpatch/a " + patch,
                        "delete default/pod/a {\"preconditions\":{\"uid\":\"u-1\"}}",
                        "insert default/pod/static " + POD);
        assertThat(row("default/podpatch/a")).map(MetaRow::value).contains(patch);
        assertThat(row("default/pod/a")).isEmpty();
    }

    @Test
    void handsTheLateAnswerToEdgedAndDoesNotAcknowledgeIt() throws Exception {
        Message patch = fromEdged("patch", "default/podpatch/a", "{}");
        Message answer = patch.response(json("{\"Object\":null,\"Err\":{\"ErrStatus\":{\"code\":404}}}"))
                .withRoute("edgecontroller", "resource");
        push(answer);
        assertThat(edged.next()).isEqualTo(answer);

        push(answer.withResource("default/pod/static").withContent(json("{\"Object\":" + POD + ",\"Err\":null}")));
        edged.next();
        assertThat(row("default/pod/static")).map(MetaRow::value).contains(POD);
        assertThat(hub.seen()).noneMatch(MetaManagerModuleTest::isAck);
    }

    @Test
    void keepsAndAcknowledgesAnAnswerForWhichNobodyWaits() throws Exception {
        Message answer = fromEdged("query", "default/configmap/c", null)
                .response(json(CONFIG_MAP))
                .withRoute("edgecontroller", "resource")
                .withResourceVersion("9");
        push(answer);

        assertThat(hub.next(MetaManagerModuleTest::isAck).parentId()).isEqualTo(answer.id());
        assertThat(row("default/configmap/c")).isPresent();
        edged.expectQuiet(QUIET);
    }

    @Test
    void asksOnceForAToken() throws Exception {
        connect();
        JsonNode spec = json("{\"spec\":{\"expirationSeconds\":3600,\"boundObjectRef\":{\"uid\":\"u-1\"}}}");
        Message ask = fromEdged("query", "default/serviceaccounttoken/sa", spec);
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(() -> edged.call("metamanager", ask));
        Message request = hub.next(message -> message.source().equals("edged"));
        String end = InstantSource.system().instant().plusSeconds(3600).toString();
        hub.respond(request.response(json("{\"spec\":{\"expirationSeconds\":3600,\"boundObjectRef\":{\"uid\":\"u-1\"}},"
                        + "\"status\":{\"token\":\"t\",\"expirationTimestamp\":\"" + end + "\"}}"))
                .withRoute("edgecontroller", "resource"));
        asked.get(10, TimeUnit.SECONDS);
        hub.next(MetaManagerModuleTest::isAck);

        assertThat(edged.call("metamanager", ask.withId("second")).source()).isEqualTo("metamanager");
        push(fromCloud("edgecontroller", "delete", "default/pod/a", POD));
        hub.next(MetaManagerModuleTest::isAck);
        assertThat(store.listByType("serviceaccounttoken")).isEmpty();
    }

    @Test
    void knowsAfterASwapThatTheCloudIsConnected() {
        bus.park("metamanager");
        hub.answering(message -> message.resource().equals("node/connection")
                ? Optional.of(message.response("cloud_connected"))
                : message.operation().equals("query")
                        ? Optional.of(message.response(json(CONFIG_MAP)).withRoute("edgecontroller", "resource"))
                        : Optional.empty());
        startModule();

        Await.until(
                "the cloud is asked",
                () -> edged.call("metamanager", fromEdged("query", "default/configmap/c", null))
                        .source()
                        .equals("edgecontroller"));
    }

    @Test
    void asksForARepetitionWhenTheDiskFails() throws Exception {
        stop();
        Path plain = Files.writeString(folder.resolve("plain"), "no folder");
        open(plain.resolve("edgecore.db"));
        Message insert = fromCloud("edgecontroller", "insert", "default/pod/a", POD);
        push(insert);

        Message error = hub.next(message -> message.operation().equals("error"));
        assertThat(error.source()).isEqualTo("metamanager");
        assertThat(error.parentId()).isEmpty();
        assertThat(Contents.text(error)).startsWith("SKEP-701");
        Message answer = edged.call("metamanager", fromEdged("patch", "default/podpatch/a", "{}"));
        assertThat(answer.operation()).isEqualTo("error");
        assertThat(hub.seen()).noneMatch(MetaManagerModuleTest::isAck);
    }
}
