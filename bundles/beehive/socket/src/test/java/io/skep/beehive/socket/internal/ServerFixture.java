package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A socket that is offered on the bus of a test; modules {@code one} and {@code two} may come. */
final class ServerFixture implements AutoCloseable {

    static final int BUFFER = 8 * 1024;

    final TestBus bus = new TestBus();
    final MovableClock clock = new MovableClock();
    final Path address;
    final Remotes remotes;
    SocketServer server;

    ServerFixture(Path folder) {
        this(folder, 4);
    }

    ServerFixture(Path folder, int mostConnections) {
        this.address = folder.resolve("s");
        this.remotes = new Remotes(new BusRegistry(bus), () -> Optional.of(bus.bus()));
        this.server = start(mostConnections);
    }

    private SocketServer start(int mostConnections) {
        SocketServer started = new SocketServer(
                new SocketEntry("test", true, address, mostConnections, BUFFER), Set.of("one", "two"), remotes, clock);
        started.start();
        Await.until("somebody listens", () -> Files.exists(address));
        return started;
    }

    /** Stops and starts the socket, as a swap of the bundle does. */
    void swap() throws InterruptedException {
        server.close();
        server = start(4);
    }

    static Message message(String source, String content) {
        return Message.of(source, "user", "update", "default/thing/" + content, content);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        bus.close();
    }
}
