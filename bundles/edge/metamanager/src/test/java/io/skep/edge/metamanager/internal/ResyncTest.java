package io.skep.edge.metamanager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.MetaStore.Coverage;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteMetaStore;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that is new or was lost is filled from the cloud. */
@Timeout(60)
class ResyncTest {

    private static final String POD =
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u-1\"}}";

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private Probe hub;
    private Probe edged;
    private Database database;
    private SqliteMetaStore store;

    @BeforeEach
    void start() {
        hub = bus.probe("websocket", "hub");
        edged = bus.probe("edged", "edged");
    }

    @AfterEach
    void stop() {
        bus.close();
        database.close();
    }

    private void open() {
        database = Database.open(folder.resolve("edgecore.db"));
        store = new SqliteMetaStore(database);
        bus.start(
                "metamanager",
                "meta",
                new MetaManagerModule(
                        new MetaSettings("hub", "websocket", Duration.ofSeconds(30)),
                        store,
                        new SqliteOutbox(database),
                        InstantSource.system()));
    }

    private void lose() throws Exception {
        Files.writeString(folder.resolve("edgecore.db"), "this is no database".repeat(100));
        open();
    }

    private void link(boolean connected) {
        hub.sendToGroup(
                "meta",
                Message.of(
                        "edgehub", "meta", "connect", "node/connection", connected ? "cloud_connected" : "cloud_gone"));
    }

    private Message question() {
        return hub.next(message -> message.resource().startsWith("default/podlist"));
    }

    private void tell(Message question, String items) throws Exception {
        JsonNode list = Json.parse("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[" + items + "]}");
        hub.respond(question.response(list).withRoute("edgecontroller", "resource"));
    }

    private Message listPods() {
        return edged.call("metamanager", Message.of("edged", "meta", "query", "default/pod", null));
    }

    @Test
    void keepsAndHandsOnThePodsOfTheAnswer() throws Exception {
        open();
        link(true);
        Message question = question();
        tell(question, POD);

        Message insert = edged.next();
        assertThat(insert.operation() + " " + insert.resource() + " " + insert.source())
                .isEqualTo("insert default/pod/a edgecontroller");
        assertThat(question.source() + " " + question.operation()).isEqualTo("metamanager query");
        assertThat(store.find("default/pod/a")).contains(new MetaRow("default/pod/a", "pod", POD));
        assertThat(store.findObject("/core/v1/pods/default/a")).isPresent();
        assertThat(store.coverage()).isEqualTo(Coverage.WHOLE);
    }

    @Test
    void asksNothingWhenTheStoreIsWhole() throws Exception {
        open();
        link(true);
        tell(question(), "");
        Await.until("whole", () -> coverage() == Coverage.WHOLE);
        bus.close();
        database.close();

        try (TestBus second = new TestBus()) {
            Probe link = second.probe("websocket", "hub");
            database = Database.open(folder.resolve("edgecore.db"));
            second.start(
                    "metamanager",
                    "meta",
                    new MetaManagerModule(
                            new MetaSettings("hub", "websocket", Duration.ofSeconds(30)),
                            new SqliteMetaStore(database),
                            new SqliteOutbox(database),
                            InstantSource.system()));
            link.sendToGroup("meta", Message.of("edgehub", "meta", "connect", "node/connection", "cloud_connected"));
            link.call("metamanager", Message.of("edged", "meta", "query", "default/pod", null));
            assertThat(link.seen()).noneMatch(message -> message.resource().startsWith("default/podlist"));
        }
    }

    private Coverage coverage() {
        try {
            return store.coverage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLostStoreDoesNotSayThatThereAreNoPods() throws Exception {
        lose();
        CompletableFuture<Message> listed = CompletableFuture.supplyAsync(this::listPods);
        link(true);
        Message question = question();
        assertThat(listed).isNotDone();
        tell(question, POD);

        assertThat(listed.get(10, TimeUnit.SECONDS).content())
                .isEqualTo(Json.MAPPER.createArrayNode().add(POD));
    }

    @Test
    void aLostStoreServesWhatCameSinceWhenTheCloudIsAway() throws Exception {
        lose();
        store.put(new MetaRow("default/pod/a", "pod", POD));
        assertThat(listPods().content()).isEqualTo(Json.MAPPER.createArrayNode().add(POD));
    }

    @Test
    void aNewStoreAnswersAtOnceThatThereAreNone() {
        open();
        assertThat(listPods().content()).isEqualTo(Json.MAPPER.createArrayNode());
    }

    @Test
    void goesOnWithoutAnAnswerAndAsksAgainOnTheNextConnection() throws Exception {
        lose();
        link(true);
        Message question = question();
        hub.respond(question.error("edgehub", "the cloud is not Skep's and knows no such question"));
        assertThat(Contents.text(listPods())).isEqualTo("[]");

        link(false);
        link(true);
        tell(question(), POD);
        assertThat(edged.next().resource()).isEqualTo("default/pod/a");
        assertThat(store.coverage()).isEqualTo(Coverage.WHOLE);
    }
}
