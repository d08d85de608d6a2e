package io.skep.beehive.socket.internal;

import static io.skep.beehive.socket.internal.ServerFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.common.model.RoutedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and what a module in another process meets that one in this process meets too. */
class SocketLimitsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ServerFixture here;

    @BeforeEach
    void start(@TempDir Path folder) {
        here = new ServerFixture(folder, 2);
    }

    @AfterEach
    void stop() {
        here.close();
    }

    private void assertRefused(String module, String code) throws IOException {
        try (Process process = new Process(here.address)) {
            process.send(ModuleAdd.of(module), "");
            Message answer = process.read().message();
            assertThat(answer.operation()).isEqualTo("error");
            assertThat((String) answer.content()).startsWith(code);
            assertThat(process.read()).isNull();
        }
    }

    @Test
    void refusesModulesThatAreNotNamedOrAreHereAlready() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertRefused("stranger", "SKEP-585");
        }
        here.server.allow(Set.of("one", "two", "edged"));
        here.bus.probe("edged", "edged");
        assertRefused("edged", "SKEP-588");
    }

    @Test
    void closesTheConnectionOfAProcessThatSendsRubbish() throws Exception {
        String deep = "{\"content\":" + "[".repeat(300) + "]".repeat(300) + "}";
        for (String rubbish : List.of("{", "[]", "text", "{\"header\":1}", deep, "{\"route\":{}}")) {
            try (Process process = Process.joined(here.address, "one")) {
                process.sendRaw(rubbish);
                assertThat(process.read()).as(rubbish).isNull();
            }
            here.bus.awaitState("one", State.PARKED);
        }
        try (Process process = Process.joined(here.address, "one")) {
            process.sendRaw(new byte[ServerFixture.BUFFER + 1]);
            assertThat(process.read()).isNull();
        }
    }

    @Test
    void ignoresOtherWordsAboutModules() throws Exception {
        try (Process process = Process.joined(here.address, "one")) {
            process.send(message("one", "x").withResource("module"), "nobody");
            here.bus.bus().send("one", message("test", "still here"));
            assertThat(process.read().message().content()).isEqualTo("still here");
        }
    }

    @Test
    void sendsAConnectionTooManyAway() throws Exception {
        try (Process one = Process.joined(here.address, "one");
                Process two = Process.joined(here.address, "two");
                Process three = new Process(here.address)) {
            assertThat(three.read()).isNull();
            here.bus.bus().send("one", message("test", "goes on"));
            assertThat(one.read().message().content()).isEqualTo("goes on");
            assertThat(two.isQuietFor(0)).isTrue();
        }
    }

    @Test
    void tellsTheCallerOfAMessageThatIsTooLarge() throws Exception {
        String large = "x".repeat(ServerFixture.BUFFER);
        try (Process process = Process.joined(here.address, "one")) {
            Message answer = here.bus.bus().sendSync("one", message("test", large), LIMIT);
            assertThat(answer.operation()).isEqualTo("error");
            assertThat((String) answer.content()).startsWith("SKEP-584 ");
            here.bus.bus().send("one", message("test", large));
            here.bus.bus().send("one", message("test", "small"));
            assertThat(process.read().message().content()).isEqualTo("small");

            here.bus.probe("neighbour", "group").answering(request -> Optional.of(request.response(large)));
            Message question = message("one", "question").withSync(true);
            process.send(question, "neighbour");
            Message instead = process.read().message();
            assertThat(instead.parentId()).isEqualTo(question.id());
            assertThat((String) instead.content()).startsWith("SKEP-584 ");
        }
    }

    @Test
    void sendsNothingTwiceToAProcessThatLivesOn() throws Exception {
        try (Process process = Process.joined(here.address, "one")) {
            here.bus.bus().send("one", message("test", "first"));
            assertThat(process.read().message().content()).isEqualTo("first");
            here.bus.bus().restart("one");
            here.bus.bus().park("one");
            here.bus.bus().send("one", message("test", "second"));
            process.send(message("one", "waits"), "neighbour");
            here.bus.bus().restart("one");
            assertThat(process.read().message().content()).isEqualTo("second");
            Probe neighbour = here.bus.probe("neighbour", "group");
            process.send(message("one", "comes"), "neighbour");
            assertThat(neighbour.next(m -> m.content().equals("comes"))).isNotNull();
        }
    }

    @Test
    void tellsAProcessThatItsCallWasEnded() throws Exception {
        Probe neighbour = here.bus.probe("neighbour", "group");
        try (Process process = Process.joined(here.address, "one")) {
            Message question = message("one", "question").withSync(true);
            process.send(question, "neighbour");
            neighbour.next();
            here.bus.bus().park("one");
            Message answer = process.read().message();
            assertThat(answer.operation()).isEqualTo("error");
            assertThat(answer.parentId()).isEqualTo(question.id());
            assertThat((String) answer.content()).startsWith("SKEP-210 ");
        }
    }

    @Test
    void waitsWithWhatComesWhileItsModuleIsParked() throws Exception {
        Probe neighbour = here.bus.probe("neighbour", "group");
        try (Process process = Process.joined(here.address, "one")) {
            here.bus.awaitState("one", State.RUNNING);
            here.bus.bus().park("one");
            process.send(message("one", "a"), "neighbour");
            process.send(message("one", "b"), "neighbour");
            neighbour.expectQuiet(Duration.ofMillis(100));
            here.bus.bus().restart("one");
            assertThat(neighbour.next().content()).isEqualTo("a");
            assertThat(neighbour.next().content()).isEqualTo("b");
        }
    }

    @Test
    void answersACallToItsGroup() throws Exception {
        CompletableFuture<List<Message>> answers = new CompletableFuture<>();
        try (Process process = Process.joined(here.address, "one")) {
            here.bus.start("caller", "callers", context -> answers.complete(call(context)));
            RoutedMessage asked = process.read();
            process.send(asked.message().withSync(false).response("mine"), "caller");
            assertThat(answers.get()).extracting(Message::content).containsExactly("mine");
        }
    }

    private static List<Message> call(ModuleContext context) throws InterruptedException {
        return context.sendToGroupSync("one", message("caller", "all of you"), LIMIT);
    }

    @Test
    void keepsMessagesInOrderBeyondTheWindow() throws Exception {
        int count = 20 * PacketWriter.WINDOW;
        try (Process process = Process.joined(here.address, "one")) {
            Thread sender = Thread.startVirtualThread(() -> send(count));
            for (int i = 0; i < count; i++) {
                assertThat(process.read().message().content()).isEqualTo("m" + i);
            }
            sender.join();
            Await.until(
                    "all but the last count as read",
                    () -> here.server.connections().iterator().next().unread() == 0);
        }
        here.bus.awaitState("one", State.PARKED);
        assertThat(here.bus.bus().findModule("one").orElseThrow().depth())
                .as("the one in hand")
                .isEqualTo(1);
    }

    private void send(int count) {
        try {
            for (int i = 0; i < count; i++) {
                here.bus.bus().send("one", message("test", "m" + i));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closesAModuleThatIsNamedNoMore() throws Exception {
        try (Process process = Process.joined(here.address, "one")) {
            here.server.allow(Set.of("two"));
            assertThat(process.read()).isNull();
        }
        here.bus.awaitState("one", State.STOPPED);
        here.server.allow(Set.of("one"));
        here.bus.awaitState("two", State.STOPPED);
        here.bus.awaitState("one", State.PARKED);
    }
}
