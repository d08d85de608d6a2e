package io.skep.beehive.socket.internal;

import static io.skep.beehive.socket.internal.ServerFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.common.model.Json;
import io.skep.common.model.RoutedMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ServerFixture here;

    @BeforeEach
    void start(@TempDir Path folder) {
        here = new ServerFixture(folder);
    }

    @AfterEach
    void stop() throws Exception {
        here.close();
    }

    @Test
    void answersModuleAddWithModulesAndGroups() throws Exception {
        here.bus.probe("edged", "nodes");
        try (Process process = new Process(here.address)) {
            Message request = ModuleAdd.of("one");
            process.send(request, "");
            RoutedMessage answer = process.read();
            assertThat(answer.type()).isEqualTo("unixpacket");
            assertThat(answer.destination()).isEqualTo("one");
            assertThat(answer.message().parentId()).isEqualTo(request.id());
            assertThat(answer.message().operation()).isEqualTo("response");
            JsonNode content = Json.tree(answer.message().content());
            assertThat(content.path("modules")).extracting(JsonNode::asText).contains("edged", "one", "two");
            assertThat(content.path("groups").path("nodes").path(0).asText()).isEqualTo("edged");
            here.bus.awaitState("one", State.RUNNING);
            assertThat(here.bus.bus().findModule("one").orElseThrow().group()).isEqualTo("one");
        }
        here.bus.awaitState("one", State.PARKED);
    }

    @Test
    void carriesMessagesBothWays() throws Exception {
        Probe neighbour = here.bus.probe("neighbour", "group");
        try (Process process = Process.joined(here.address, "one")) {
            process.send(message("one", "up"), "neighbour");
            assertThat(neighbour.next().content()).isEqualTo("up");
            neighbour.send("one", message("neighbour", "down"));
            RoutedMessage came = process.read();
            assertThat(came.message().content()).isEqualTo("down");
            assertThat(came.message().source()).isEqualTo("neighbour");
            assertThat(came.destination()).isEqualTo("one");
            assertThat(came.message().sync()).isFalse();
            neighbour.sendToGroup("one", message("neighbour", "to the group"));
            assertThat(process.read().message().content()).isEqualTo("to the group");
        }
    }

    @Test
    void carriesCallsBothWays() throws Exception {
        Probe neighbour = here.bus
                .probe("neighbour", "group")
                .answering(request -> Optional.of(request.response("answer to " + request.content())));
        try (Process process = Process.joined(here.address, "one")) {
            Message question = message("one", "question").withSync(true);
            process.send(question, "neighbour");
            RoutedMessage answer = process.read();
            assertThat(answer.message().parentId()).isEqualTo(question.id());
            assertThat(answer.message().content()).isEqualTo("answer to question");
            assertThat(answer.destination()).isEqualTo("one");

            Message request = message("neighbour", "whereabouts");
            CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(() -> neighbour.call("one", request));
            RoutedMessage asked = process.read();
            assertThat(asked.message().sync()).isTrue();
            process.send(asked.message().withSync(false).response("here"), "neighbour");
            assertThat(waiting.get().content()).isEqualTo("here");
        }
    }

    @Test
    void tellsWhyACallHasNoAnswer() throws Exception {
        try (Process process = Process.joined(here.address, "one")) {
            Message question = message("one", "question").withSync(true);
            process.send(question, "nobody");
            Message answer = process.read().message();
            assertThat(answer.operation()).isEqualTo("error");
            assertThat(answer.parentId()).isEqualTo(question.id());
            assertThat((String) answer.content()).startsWith("SKEP-201 ");
            process.send(message("one", "lost"), "nobody");
            process.send(message("one", "without destination"), "");
            process.send(question.withId("another"), "nobody");
            assertThat(process.read().message().parentId()).isEqualTo("another");
        }
    }

    @Test
    void keepsMessagesForAProcessThatHasNotComeOrHasDied() throws Exception {
        here.bus.bus().send("one", message("test", "early"));
        try (Process process = Process.joined(here.address, "one")) {
            assertThat(process.read().message().content()).isEqualTo("early");
        }
        here.bus.awaitState("one", State.PARKED);
        here.bus.bus().send("one", message("test", "late"));
        try (Process process = Process.joined(here.address, "one")) {
            assertThat(process.read().message().content())
                    .as("in hand when it died")
                    .isEqualTo("early");
            assertThat(process.read().message().content()).isEqualTo("late");
        }
    }

    @Test
    void redeliversWhatADeadProcessHadNotRead() throws Exception {
        try (Process process = Process.joined(here.address, "one")) {
            for (int i = 0; i < 200; i++) {
                here.bus.bus().send("one", message("test", "m" + i));
            }
            for (int i = 0; i < 10; i++) {
                process.read();
            }
        }
        here.bus.awaitState("one", State.PARKED);
        try (Process process = Process.joined(here.address, "one")) {
            String first = (String) process.read().message().content();
            int number = Integer.parseInt(first.substring(1));
            assertThat(number).as("nothing that was not read is skipped").isLessThanOrEqualTo(10);
            for (int i = number + 1; i < 200; i++) {
                assertThat(process.read().message().content()).isEqualTo("m" + i);
            }
        }
        assertThat(here.bus.bus().findModule("one").orElseThrow().redelivered()).isPositive();
    }

    @Test
    void losesNothingOverManyDeaths() throws Exception {
        int count = 5_000;
        Thread sender = Thread.startVirtualThread(() -> send(count));
        BitSet seen = new BitSet();
        int latest = -1;
        for (int life = 0; seen.cardinality() < count; life++) {
            try (Process process = Process.joined(here.address, "one")) {
                int number = -1;
                for (int i = 0; i < 37 * life + 1 && seen.cardinality() < count; i++) {
                    int next =
                            Integer.parseInt(((String) process.read().message().content()).substring(1));
                    assertThat(next).as("order within a life").isGreaterThan(number);
                    assertThat(next).as("nothing was skipped").isLessThanOrEqualTo(latest + 1);
                    number = next;
                    latest = Math.max(latest, next);
                    seen.set(next);
                }
            }
        }
        sender.join();
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
    void losesNothingThatADyingProcessHadSent() throws Exception {
        Probe neighbour = here.bus.probe("neighbour", "group");
        try (Process process = Process.joined(here.address, "one")) {
            here.bus.bus().send("one", message("test", "unread, so that the end is a reset"));
            for (int i = 0; i < 50; i++) {
                process.send(message("one", "m" + i), "neighbour");
            }
        }
        for (int i = 0; i < 50; i++) {
            assertThat(neighbour.next().content()).isEqualTo("m" + i);
        }
    }

    @Test
    void givesTheModuleToTheLaterConnection() throws Exception {
        try (Process first = Process.joined(here.address, "one");
                Process second = Process.joined(here.address, "one")) {
            assertThat(first.read()).isNull();
            here.bus.awaitState("one", State.RUNNING);
            here.bus.bus().send("one", message("test", "for the second"));
            assertThat(second.read().message().content()).isEqualTo("for the second");
        }
    }

    @Test
    void losesNothingWhenItIsSwapped() throws Exception {
        Probe neighbour = here.bus.probe("neighbour", "group");
        try (Process process = Process.joined(here.address, "one")) {
            process.send(message("one", "before"), "neighbour");
            here.swap();
            assertThat(neighbour.next().content()).isEqualTo("before");
            assertThat(process.read()).isNull();
            here.bus.bus().send("one", message("test", "waits"));
        }
        try (Process process = Process.joined(here.address, "one")) {
            assertThat(process.read().message().content()).isEqualTo("waits");
        }
    }

    @Test
    void keepsTheSocketToItsUser() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here.address)))
                .isEqualTo("rw-------");
        here.server.close();
        assertThat(here.address).doesNotExist();
    }

    @Test
    void asksNoSecondTimeForAnswersThatCome() throws Exception {
        try (Process process = Process.joined(here.address, "one")) {
            CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return here.bus.bus().sendSync("one", message("test", "question"), LIMIT);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            process.send(process.read().message().response("answer"), "test");
            assertThat(waiting.get().content()).isEqualTo("answer");
        }
        here.bus.awaitState("one", State.PARKED);
        assertThat(here.bus.bus().findModule("one").orElseThrow().depth()).isZero();
    }
}
