package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.RoutedMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that this container offers: processes of the same user connect to it and add the modules that the configuration names. */
final class SocketServer implements Peer {

    /** After a failure, and after a connection too many. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration GREETING_LIMIT = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

    private final SocketEntry entry;
    private final Remotes remotes;
    private final InstantSource clock;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread acceptor;
    private volatile Set<String> allowed;
    private volatile Listener listener;
    private String lastFailure = "";
    private long count;

    /** @param allowed names of the modules that may be added */
    SocketServer(SocketEntry entry, Set<String> allowed, Remotes remotes, InstantSource clock) {
        this.entry = entry;
        this.allowed = Set.copyOf(allowed);
        this.remotes = remotes;
        this.clock = clock;
        this.acceptor =
                Thread.ofPlatform().daemon().name("socket-" + entry.module()).unstarted(this::serve);
    }

    void start() {
        allowed.forEach(name -> remotes.expect(name, name));
        acceptor.start();
    }

    SocketEntry entry() {
        return entry;
    }

    Collection<Connection> connections() {
        return connections;
    }

    /** Changes who may come: who may not any more is sent away, and messages to it are refused. */
    void allow(Set<String> names) throws InterruptedException {
        Set<String> before = allowed;
        synchronized (this) {
            allowed = Set.copyOf(names);
        }
        for (String name : before) {
            if (!names.contains(name)) {
                for (Connection connection : connections) {
                    if (connection.find(name).isPresent()) {
                        connection.close();
                    }
                }
                remotes.retire(name);
            }
        }
        names.stream().filter(name -> !before.contains(name)).forEach(name -> remotes.expect(name, name));
    }

    private void serve() {
        while (closing.getCount() > 0) {
            try (Listener open = Listener.open(entry.address())) {
                listener = open;
                lastFailure = "";
                LOG.info("remote modules may connect to {}: {}", entry.address(), allowed);
                accept(open);
            } catch (SkepException e) {
                failed(e);
            } catch (IOException e) {
                failed(new SkepException(
                        SocketError.LISTEN,
                        "The socket " + entry.address() + " accepts no connection: " + e.getMessage() + "."));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause();
        }
    }

    /** The same failure is told once. */
    private void failed(SkepException failure) {
        if (!failure.line().equals(lastFailure)) {
            lastFailure = failure.line();
            LOG.warn(lastFailure);
        }
    }

    private void pause() {
        try {
            closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(Listener open) throws IOException, InterruptedException {
        while (closing.getCount() > 0) {
            Optional<Seqpacket> socket = open.accept(entry.bufferSize());
            if (socket.isEmpty()) {
                return;
            }
            admit(socket.get());
        }
    }

    private void admit(Seqpacket socket) {
        Seqpacket.Peer peer = socket.peer();
        if (peer.user() != Posix.user()) {
            socket.close();
            LOG.warn(new SkepException(
                            SocketError.OTHER_USER,
                            "Process " + peer.process() + " of user " + peer.user() + " was sent away from "
                                    + entry.address() + ".")
                    .line());
        } else if (isFull()) {
            socket.close();
            LOG.warn(new SkepException(
                            SocketError.TOO_MANY,
                            "Process " + peer.process() + " was sent away from " + entry.address() + ": it has "
                                    + entry.mostConnections() + " connections already.")
                    .line());
            pause();
        } else {
            String label = entry.module() + "-" + ++count + "-pid-" + peer.process();
            Connection connection = new Connection(socket, label, entry.bufferSize(), this, remotes, clock);
            connections.add(connection);
            connection.onEnd(() -> connections.remove(connection));
            connection.start();
        }
    }

    /** A process that comes back at once is not sent away because of the connection that it had; but those are not to pile up either. */
    private boolean isFull() {
        long alive = connections.stream()
                .filter(connection -> !connection.isEnding())
                .count();
        return alive >= entry.mostConnections() || connections.size() >= 2 * entry.mostConnections();
    }

    @Override
    public void greet(Connection connection) {
        if (!connection.awaitPacket(GREETING_LIMIT)) {
            throw new SkepException(
                    SocketError.NOT_NAMED,
                    "A process said nothing to " + entry.address() + " for " + GREETING_LIMIT.toSeconds() + " s.");
        }
    }

    @Override
    public void arrived(RoutedMessage routed, Connection connection) throws InterruptedException {
        Message message = routed.message();
        if (ModuleAdd.isAdd(message)) {
            join(message, connection);
        } else if (!ModuleAdd.isMeant(message)) {
            Optional<RemoteModule> from = connection.find(message.source());
            connection.deliver(from.orElseThrow(() -> notNamed(message.source())), routed);
        }
    }

    private SkepException notNamed(String module) {
        return new SkepException(
                SocketError.NOT_NAMED,
                "The module " + (ModuleNames.isValid(module) ? module : "?") + " was not added to " + entry.address()
                        + ", or is not named with this address.");
    }

    private void join(Message request, Connection connection) throws InterruptedException {
        String name = request.source();
        Optional<Exchange> exchange = remotes.exchange();
        if (exchange.isEmpty()) {
            throw refuse(
                    new SkepException(
                            SocketError.HANDSHAKE,
                            "A remote module was not added to " + entry.address() + ": the bus is being replaced."),
                    request,
                    connection);
        }
        if (allowed.contains(name) && remotes.isTaken(name)) {
            throw refuse(Remotes.taken(name), request, connection);
        }
        Optional<RemoteModule> announced = announce(name, connection);
        if (announced.isEmpty() && connection.find(name).isEmpty()) {
            throw refuse(notNamed(name), request, connection);
        }
        connection.answer(request.response(exchange.get().tree()), name);
        if (announced.isPresent()) {
            connection.join(announced.get());
        }
    }

    /** Either {@link #allow} sees the module and sends it away, or it is refused here. */
    private synchronized Optional<RemoteModule> announce(String name, Connection connection) {
        return allowed.contains(name) ? connection.announce(name, name) : Optional.empty();
    }

    private static SkepException refuse(SkepException failure, Message request, Connection connection)
            throws InterruptedException {
        connection.answer(request.error(request.source(), failure.line()), request.source());
        return failure;
    }

    @Override
    public Message outgoing(Message message) {
        return message;
    }

    /** Takes no further connection and no further packet. */
    void endReading() {
        closing.countDown();
        Listener open = listener;
        if (open != null) {
            open.shutdown();
        }
        connections.forEach(Connection::endReading);
    }

    /** Ends all connections; what the processes have sent is still delivered. The modules are parked. */
    void close() throws InterruptedException {
        endReading();
        acceptor.join();
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
