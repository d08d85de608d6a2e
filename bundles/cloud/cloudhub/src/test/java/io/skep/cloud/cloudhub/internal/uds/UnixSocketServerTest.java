package io.skep.cloud.cloudhub.internal.uds;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class UnixSocketServerTest {

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final TestBus bus = new TestBus();
    private final Probe hub = bus.probe("cloudhub", "cloudhub");
    private Path socket;
    private UnixSocketServer server;

    @BeforeEach
    void start() throws Exception {
        socket = folder.resolve("hub.sock");
        CompletableFuture<UnixSocketServer> made = new CompletableFuture<>();
        bus.start("sockets", "sockets", context -> made.complete(listen(context)));
        server = made.get();
        Await.until("it listens", server::isListening);
    }

    private UnixSocketServer listen(ModuleContext context) {
        UnixSocketServer made = new UnixSocketServer("unix://" + socket, context, "edge-1"::equals, clock);
        context.fork("socket", made::run);
        return made;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        bus.close();
        assertThat(socket).doesNotExist();
    }

    private Message ask(String request) throws IOException {
        try (DriverUnderTest driver = new DriverUnderTest(socket)) {
            Message answer = driver.send(request).answer();
            assertThat(driver.isAtEnd()).isTrue();
            return answer;
        }
    }

    private static void assertError(Message answer, UdsError code) {
        assertThat(answer.operation()).isEqualTo("error");
        assertThat(answer.source()).isEqualTo("cloudhub");
        assertThat((String) answer.content()).startsWith(code.code() + " ");
    }

    @Test
    void carriesACallToTheHubAndItsAnswerBack() throws IOException {
        hub.answering(call -> Optional.of(call.response("eyJ2b2x1bWUiOnt9fQ==")));

        Message answer = ask(RequestReaderTest.CREATE);

        assertThat(answer.operation()).isEqualTo("response");
        assertThat(answer.parentId()).isEqualTo("5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01");
        assertThat(answer.content()).isEqualTo("eyJ2b2x1bWUiOnt9fQ==");
        Message call = hub.seen().getFirst();
        assertThat(call.resource()).isEqualTo("node/edge-1/default/volume/v-1");
        assertThat(call.content()).isEqualTo("{\"name\":\"pvc-1\"}");
    }

    @Test
    void givesACallAnIdOfItsOwnAndNoParent() throws IOException {
        hub.answering(call -> Optional.of(call.response("done")));
        String strange = RequestReaderTest.CREATE
                .replaceFirst("\"msg_id\":\"[^\"]*\"", "\"msg_id\":\"\",\"parent_msg_id\":\"p\"")
                .replace("\"source\":\"cloudhub\",\"group\":\"resource\",", "");

        assertThat(ask(strange).content()).isEqualTo("done");

        Message call = hub.seen().getFirst();
        assertThat(call.id()).hasSize(36).isNotEqualTo("5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01");
        assertThat(call.parentId()).isEmpty();
        assertThat(call.source() + "/" + call.group()).isEqualTo("cloudhub/resource");
    }

    @ParameterizedTest
    @CsvSource({
        "null, SKEP-522",
        "[], SKEP-522",
        "'\"\"', SKEP-522",
        "rubbish, SKEP-522",
        "{}, SKEP-524",
        "'{\"header\":null,\"route\":null,\"content\":null}', SKEP-524",
    })
    void answersWhatIsNoCall(String request, String code) throws IOException {
        Message answer = ask(request + " ");

        assertThat(answer.operation()).isEqualTo("error");
        assertThat((String) answer.content()).startsWith(code);
        assertThat(hub.seen()).isEmpty();
    }

    @Test
    void servesVolumeCallsOnly() throws IOException {
        assertError(ask(RequestReaderTest.CREATE.replace("createvolume", "delete")), UdsError.NOT_SERVED);
        assertError(ask(RequestReaderTest.CREATE.replace("default/volume/v-1", "default/pod/p")), UdsError.NOT_SERVED);
        assertError(ask(RequestReaderTest.CREATE.replace("/v-1", "")), UdsError.NOT_SERVED);
        assertError(ask(RequestReaderTest.CREATE.replace("node/edge-1/", "")), UdsError.NOT_SERVED);
        assertThat(hub.seen()).isEmpty();
    }

    @Test
    void saysAtOnceThatANodeIsAway() throws IOException {
        Message answer = ask(RequestReaderTest.CREATE.replace("edge-1", "edge-2"));

        assertError(answer, UdsError.NOT_CONNECTED);
        assertThat(answer.parentId()).isEqualTo("5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01");
        assertThat(answer.group()).isEqualTo("resource");
    }

    @Test
    void endsTheReadingOfAPeerThatPauses() throws IOException {
        try (DriverUnderTest driver = new DriverUnderTest(socket).send("{\"header\":")) {
            Await.until("it is taken", () -> server.connections() == 1);
            server.sweep();
            assertThat(server.connections()).isEqualTo(1);
            clock.advance(DriverConnection.PATIENCE);
            server.sweep();
            assertError(driver.answer(), UdsError.SILENT);
        }
    }

    @Test
    void endsTheWritingToAPeerThatDoesNotRead() throws IOException {
        hub.answering(call -> Optional.of(call.response("x".repeat(8 << 20))));
        try (DriverUnderTest driver = new DriverUnderTest(socket).send(RequestReaderTest.CREATE)) {
            Await.until("it is called", () -> !hub.seen().isEmpty());
            Await.until("it is given up", () -> {
                clock.advance(DriverConnection.PATIENCE);
                server.sweep();
                return server.connections() == 0;
            });
            assertThat(driver).isNotNull();
        }
    }

    @Test
    void sendsConnectionsAwayThatAreTooMany() throws IOException {
        List<DriverUnderTest> drivers = new ArrayList<>();
        for (int i = 0; i < UnixSocketServer.MOST; i++) {
            drivers.add(new DriverUnderTest(socket));
        }
        Await.until("all are taken", () -> server.connections() == UnixSocketServer.MOST);
        try (DriverUnderTest late = new DriverUnderTest(socket)) {
            assertError(late.answer(), UdsError.TOO_MANY);
        }
        for (DriverUnderTest driver : drivers) {
            driver.close();
        }
        Await.until("all are gone", () -> server.connections() == 0);
        hub.answering(call -> Optional.of(call.response("again")));
        assertThat(ask(RequestReaderTest.CREATE).content()).isEqualTo("again");
    }

    @Test
    void tellsThatTheEdgeDidNotAnswer() throws Exception {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        bus.start(
                "impatient",
                "impatient",
                context -> answer.complete(
                        new VolumeCalls(context, node -> true, Duration.ofMillis(20)).answer(request())));

        assertError(answer.get(), UdsError.NO_ANSWER);
    }

    private static Message request() {
        return Message.of("cloudhub", "resource", "deletevolume", "node/edge-1/default/volume/v-1", "{}");
    }
}
