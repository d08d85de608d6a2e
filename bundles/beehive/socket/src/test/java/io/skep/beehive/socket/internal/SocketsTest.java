package io.skep.beehive.socket.internal;

import static io.skep.beehive.socket.internal.ServerFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {

    private final TestBus bus = new TestBus();
    private final Sockets sockets =
            new Sockets(new Remotes(new BusRegistry(bus), () -> Optional.of(bus.bus())), new MovableClock());
    private SocketEntry server;
    private SocketEntry one;
    private SocketEntry two;

    @BeforeEach
    void name(@TempDir Path folder) {
        Path address = folder.resolve("s");
        server = new SocketEntry("local", true, address, 4, 16 * 1024);
        one = new SocketEntry("one", false, address, 4, 16 * 1024);
        two = new SocketEntry("two", false, address, 4, 16 * 1024);
    }

    @AfterEach
    void stop() throws Exception {
        sockets.close();
        bus.close();
    }

    private void awaitFile(boolean there) {
        Await.until("the socket's file", () -> Files.exists(server.address()) == there);
    }

    @Test
    void touchesOnlyWhatHasChanged() throws Exception {
        sockets.apply(List.of(server, one));
        awaitFile(true);
        try (Process process = Process.joined(server.address(), "one")) {
            sockets.apply(List.of(server, one, two));
            bus.awaitState("two", State.PARKED);
            assertThat(sockets.connections()).hasSize(1);
            bus.bus().send("one", message("test", "goes on"));
            assertThat(process.read().message().content()).isEqualTo("goes on");
            sockets.apply(List.of(server, two));
            assertThat(process.read()).isNull();
        }
        bus.awaitState("one", State.STOPPED);
        bus.awaitState("two", State.PARKED);
        sockets.apply(List.of());
        awaitFile(false);
        bus.awaitState("two", State.STOPPED);
    }

    @Test
    void parksTheModulesWhenItCloses() throws Exception {
        sockets.apply(List.of(server, one));
        awaitFile(true);
        try (Process process = Process.joined(server.address(), "one")) {
            sockets.close();
            assertThat(process.read()).isNull();
        }
        bus.awaitState("one", State.PARKED);
        awaitFile(false);
    }

    /** Two containers of Skep: one offers the socket, the other one uses it. */
    @Test
    void connectsToAContainerOfItsOwnKind() throws Exception {
        sockets.apply(List.of(server, one));
        awaitFile(true);
        TestBus farBus = new TestBus();
        Sockets far =
                new Sockets(new Remotes(new BusRegistry(farBus), () -> Optional.of(farBus.bus())), new MovableClock());
        try (farBus) {
            bus.probe("edged", "nodes").answering(request -> Optional.of(request.response("from edged")));
            var local = farBus.probe("one", "one");
            far.apply(List.of(one));
            farBus.awaitState("edged", State.RUNNING);
            assertThat(local.call("edged", message("one", "question")).content())
                    .isEqualTo("from edged");
            bus.awaitState("one", State.RUNNING);
            bus.bus().send("one", message("test", "over there"));
            assertThat(local.next().content()).isEqualTo("over there");
            far.apply(List.of());
            farBus.awaitState("edged", State.STOPPED);
            bus.awaitState("one", State.PARKED);
        } finally {
            far.close();
        }
    }
}
