package io.skep.edge.metamanager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaStore;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteMetaStore;
import io.skep.edge.store.internal.SqliteOutbox;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metamanager is swapped with messages in hand: whatever the cloud waits for is acknowledged without a repetition. */
@Timeout(60)
class SwapTest {

    private static final String MAP = "default/configmap/c";
    private static final int SWAPS = 40;
    private static final int PUSHES_A_SWAP = 20;

    @TempDir
    private Path folder;

    private TestBus bus;
    private Database database;
    private SqliteMetaStore store;
    private SqliteOutbox outbox;

    @BeforeEach
    void start() throws InterruptedException {
        bus = new TestBus();
        database = Database.open(folder.resolve("edgecore.db"));
        store = new SqliteMetaStore(database);
        store.apply(List.of(new MetaChange.Complete()));
        outbox = new SqliteOutbox(database);
    }

    @AfterEach
    void stop() {
        bus.close();
        database.close();
    }

    private void startModule(MetaStore on) {
        MetaSettings settings = new MetaSettings("hub", "websocket", Duration.ofSeconds(30));
        bus.start("metamanager", "meta", new MetaManagerModule(settings, on, outbox, InstantSource.system()));
    }

    private static JsonNode map(int version) {
        try {
            return Json.parse(
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\",\"uid\":\"u\","
                            + "\"resourceVersion\":\"" + version + "\"}}");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Message answer(Message question, int version) {
        return question.response(map(version))
                .withRoute("edgecontroller", "resource")
                .withResourceVersion(Integer.toString(version));
    }

    /** The store, but a row is written only once the gate is open. */
    private MetaStore slow(CountDownLatch reached, CountDownLatch gate) {
        return (MetaStore) Proxy.newProxyInstance(
                SwapTest.class.getClassLoader(), new Class<?>[] {MetaStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        reached.countDown();
                        gate.await();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void acknowledgesAnAnswerThatWasInHandAtTheSwap() throws Exception {
        Probe hub = bus.probe("websocket", "hub");
        Probe edged = bus.probe("edged", "edged");
        CountDownLatch reached = new CountDownLatch(1);
        startModule(slow(reached, new CountDownLatch(1)));
        edged.sendToGroup("meta", Message.of("edgehub", "meta", "connect", "node/connection", "cloud_connected"));
        CompletableFuture<Message> asked = CompletableFuture.supplyAsync(
                () -> edged.call("metamanager", Message.of("edged", "meta", "query", MAP, null)));
        Message answer = answer(hub.next(message -> message.resource().equals(MAP)), 7);
        assertThat(hub.respond(answer)).isTrue();
        assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();

        bus.park("metamanager");
        startModule(store);
        Message ack = hub.next(message -> message.operation().equals("response"));
        assertThat(ack.parentId()).isEqualTo(answer.id());
        assertThat(store.find(MAP)).isPresent();
        assertThat(asked).isNotCompletedExceptionally();
    }

    @Test
    void keepsNoAnswerThatIsOlderThanWhatWasPushedMeanwhile() throws Exception {
        Probe hub = bus.probe("websocket", "hub");
        startModule(store);
        hub.sendToGroup(
                "meta",
                Message.of("edgecontroller", "resource", "update", MAP, map(9)).withResourceVersion("9"));
        hub.next(message -> message.operation().equals("response"));
        Message late = answer(Message.of("edged", "meta", "query", MAP, null), 8);
        hub.sendToGroup("meta", late);

        assertThat(hub.next(message -> message.operation().equals("response")).parentId())
                .isEqualTo(late.id());
        assertThat(store.find(MAP).orElseThrow().value()).contains("\"resourceVersion\":\"9\"");
    }

    @Test
    void losesNoAcknowledgementOverManySwaps() throws Exception {
        Set<String> unacknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger version = new AtomicInteger();
        bus.start("websocket", "hub", context -> cloud(context, unacknowledged, version));
        bus.start("edged", "edged", SwapTest::askAtEachPush);
        Probe pusher = bus.probe("pusher", "pusher");
        startModule(store);
        for (int swap = 0; swap < SWAPS; swap++) {
            for (int i = 0; i < PUSHES_A_SWAP; i++) {
                int next = version.incrementAndGet();
                Message push = Message.of("edgecontroller", "resource", "update", MAP, map(next))
                        .withResourceVersion(Integer.toString(next));
                unacknowledged.add(push.id());
                pusher.sendToGroup("meta", push);
            }
            bus.park("metamanager");
            startModule(store);
        }
        Await.until("everything is acknowledged", unacknowledged::isEmpty);
    }

    /** The hub and the cloud behind it: answers questions, and notes what it has an acknowledgement of. */
    private static void cloud(ModuleContext context, Set<String> unacknowledged, AtomicInteger version)
            throws InterruptedException {
        while (true) {
            Message message = context.receive();
            if (message.resource().equals("node/connection")) {
                context.respond(message.response("cloud_connected"));
            } else if (message.operation().equals("query")) {
                Message answer = answer(message, version.get());
                unacknowledged.add(answer.id());
                if (!context.respond(answer)) {
                    context.sendToGroup("meta", answer);
                }
            } else if (Contents.isOk(message)) {
                unacknowledged.remove(message.parentId());
            }
        }
    }

    private static void askAtEachPush(ModuleContext context) throws InterruptedException {
        while (true) {
            Message pushed = context.receive();
            if (pushed.operation().equals("update")) {
                context.fork("ask", () -> ask(context));
            }
        }
    }

    /** A question that is under way at a swap may end without an answer. */
    private static void ask(ModuleContext context) throws InterruptedException {
        try {
            Message answer = context.sendSync(
                    "metamanager", Message.of("edged", "meta", "query", MAP, null), Duration.ofSeconds(20));
            assertThat(answer.resource()).isEqualTo(MAP);
        } catch (BusException e) {
            assertThat(e.code().code()).isEqualTo("SKEP-204");
        }
    }
}
