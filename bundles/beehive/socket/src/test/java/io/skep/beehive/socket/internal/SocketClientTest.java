package io.skep.beehive.socket.internal;

import static io.skep.beehive.socket.internal.ServerFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Json;
import io.skep.common.model.RoutedMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketClientTest {

    private static final String MODULES =
            "{\"modules\":[\"distant\",\"skep\",\"edged\"],\"groups\":{\"afar\":[\"distant\"]}}";

    private final TestBus bus = new TestBus();
    private Path address;
    private Listener listener;
    private SocketClient client;

    @BeforeEach
    void start(@TempDir Path folder) {
        bus.probe("edged", "edged");
        address = folder.resolve("s");
        listener = Listener.open(address);
        client = new SocketClient(
                new SocketEntry("skep", false, address, 1, 16 * 1024),
                new Remotes(new BusRegistry(bus), () -> Optional.of(bus.bus())),
                new MovableClock(),
                Duration.ofMillis(20));
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        listener.close();
        bus.close();
    }

    private Process accept() throws Exception {
        return new Process(listener.accept(16 * 1024).orElseThrow());
    }

    private Process met() throws Exception {
        Process process = accept();
        process.send(process.read().message().response(Json.parse(MODULES)), "skep");
        bus.awaitState("distant", State.RUNNING);
        return process;
    }

    @Test
    void addsItselfAndTakesOverTheModulesOfTheOther() throws Exception {
        try (Process process = accept()) {
            RoutedMessage add = process.read();
            assertThat(add.message().source()).isEqualTo("skep");
            assertThat(add.message().resource()).isEqualTo("module");
            assertThat(add.message().operation()).isEqualTo("add");
            assertThat(add.message().sync()).isTrue();
            assertThat(add.message().content()).isEqualTo("");
            process.send(add.message().response(Json.parse(MODULES)), "skep");
            bus.awaitState("distant", State.RUNNING);
            assertThat(bus.bus().findModule("distant").orElseThrow().group()).isEqualTo("afar");
            assertThat(bus.bus().findModule("edged").orElseThrow().restarts()).isZero();
            assertThat(bus.bus().findModule("skep")).isEmpty();
        }
        bus.awaitState("distant", State.PARKED);
        met().close();
    }

    @Test
    void speaksInTheNameThatWasAdded() throws Exception {
        try (Process process = met()) {
            bus.bus().send("distant", message("edged", "down"));
            RoutedMessage came = process.read();
            assertThat(came.message().source()).isEqualTo("skep");
            assertThat(came.message().content()).isEqualTo("down");
            assertThat(came.destination()).isEqualTo("distant");

            CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(this::call);
            process.send(process.read().message().response("answer"), "skep");
            assertThat(waiting.get().content()).isEqualTo("answer");
        }
    }

    private Message call() {
        try {
            return bus.bus().sendSync("distant", message("edged", "question"), Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bringsMessagesToTheModulesHere() throws Exception {
        Probe skep = bus.probe("skep", "skep")
                .answering(request -> request.sync() ? Optional.of(request.response("answer")) : Optional.empty());
        try (Process process = met()) {
            process.send(message("distant", "a"), "skep");
            process.send(message("unheard of", "b"), "");
            assertThat(skep.next().content()).isEqualTo("a");
            assertThat(skep.next().content()).isEqualTo("b");
            Message question = message("distant", "question").withSync(true);
            process.send(question, "skep");
            RoutedMessage answer = process.read();
            assertThat(answer.message().parentId()).isEqualTo(question.id());
            assertThat(answer.message().source()).isEqualTo("skep");
            assertThat(answer.destination()).isEqualTo("distant");
        }
    }

    @Test
    void triesAgainWhenItIsRefused() throws Exception {
        try (Process refusing = accept()) {
            refusing.send(refusing.read().message().error("other", "not here"), "skep");
            assertThat(refusing.read()).isNull();
        }
        try (Process confused = accept()) {
            confused.read();
            confused.send(message("other", "hello").response("hello"), "skep");
            assertThat(confused.read()).isNull();
        }
        try (Process silent = accept()) {
            silent.read();
        }
        met().close();
    }

    @Test
    void connectsWhenSomebodyListensAgain() throws Exception {
        listener.close();
        met(Listener.open(address)).close();
    }

    private Process met(Listener next) throws Exception {
        listener = next;
        return met();
    }

    @Test
    void closesTheModulesWhenItIsRemoved() throws Exception {
        try (Process process = met()) {
            client.remove();
            bus.awaitState("distant", State.STOPPED);
            assertThat(process.read()).isNull();
        }
    }

    @Test
    void dropsTheMessagesOfAProcessWithoutModules() throws Exception {
        Probe skep = bus.probe("skep", "skep");
        try (Process process = accept()) {
            process.send(process.read().message().response(Json.object()), "skep");
            process.send(message("nobody", "dropped"), "skep");
            process.sendRaw("{");
            assertThat(process.read()).isNull();
        }
        skep.expectQuiet(Duration.ZERO);
    }
}
