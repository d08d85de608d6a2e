package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Contents;
import io.skep.common.model.RoutedMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to a socket that another process offers; that one's modules become modules of the bus here. */
final class SocketClient implements Peer {

    private static final Logger LOG = LoggerFactory.getLogger(SocketClient.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final SocketEntry entry;
    private final Remotes remotes;
    private final InstantSource clock;
    private final Duration pause;
    private final Set<String> met = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread dialer;
    private volatile Connection connection;
    private String lastFailure = "";

    /** @param pause before it tries again */
    SocketClient(SocketEntry entry, Remotes remotes, InstantSource clock, Duration pause) {
        this.entry = entry;
        this.remotes = remotes;
        this.clock = clock;
        this.pause = pause;
        this.dialer =
                Thread.ofPlatform().daemon().name("socket-" + entry.module()).unstarted(this::dial);
    }

    void start() {
        dialer.start();
    }

    SocketEntry entry() {
        return entry;
    }

    /** The connection, while there is one. */
    Optional<Connection> connection() {
        return Optional.ofNullable(connection);
    }

    private void dial() {
        try {
            do {
                connect();
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect() throws InterruptedException {
        Seqpacket socket;
        try {
            socket = Seqpacket.connect(entry.address(), entry.bufferSize());
        } catch (IOException e) {
            failed(new SkepException(
                    SocketError.CONNECT,
                    "Module " + entry.module() + " cannot connect to " + entry.address() + ": " + e.getMessage()
                            + "."));
            return;
        }
        Seqpacket.Peer peer = socket.peer();
        if (peer.user() != Posix.user()) {
            socket.close();
            failed(new SkepException(
                    SocketError.OTHER_USER,
                    "Module " + entry.module() + " does not use " + entry.address() + ": process " + peer.process()
                            + " of user " + peer.user() + " listens there."));
            return;
        }
        String label = entry.module() + "-pid-" + peer.process();
        Connection made = new Connection(socket, label, entry.bufferSize(), this, remotes, clock);
        connection = made;
        if (closing.getCount() == 0) {
            made.endReading();
        }
        made.start();
        made.awaitEnd();
        connection = null;
    }

    /** The same failure is told once. */
    private void failed(SkepException failure) {
        if (!failure.line().equals(lastFailure)) {
            lastFailure = failure.line();
            LOG.warn(lastFailure);
        }
    }

    @Override
    public void greet(Connection connection) throws InterruptedException {
        Message request = ModuleAdd.of(entry.module());
        connection.answer(request, "");
        Message answer;
        try {
            answer = connection.readOne(ANSWER_LIMIT).message();
        } catch (IOException e) {
            throw refused(e.getMessage());
        }
        if (!answer.parentId().equals(request.id()) || answer.operation().equals(Operations.ERROR)) {
            throw refused(
                    answer.operation().equals(Operations.ERROR)
                            ? "it answered " + Contents.text(answer)
                            : "its answer is to another message");
        }
        lastFailure = "";
        for (Map.Entry<String, String> module :
                Exchange.parse(Contents.tree(answer)).groups().entrySet()) {
            meet(module.getKey(), module.getValue(), connection);
        }
    }

    private void meet(String name, String group, Connection connection) throws InterruptedException {
        if (name.equals(entry.module())) {
            return;
        }
        if (remotes.isTaken(name)) {
            LOG.warn(Remotes.taken(name).line());
            return;
        }
        met.add(name);
        Optional<RemoteModule> module = connection.announce(name, group);
        if (module.isPresent()) {
            connection.join(module.get());
        }
    }

    private SkepException refused(String why) {
        return new SkepException(
                SocketError.HANDSHAKE,
                "Module " + entry.module() + " was not added to " + entry.address() + ": " + why + ".");
    }

    /** Messages for no module of their own are for the one by whose name this side was added. */
    @Override
    public void arrived(RoutedMessage routed, Connection connection) throws InterruptedException {
        Optional<RemoteModule> from = connection
                .find(routed.message().source())
                .or(() -> connection.modules().stream().findFirst());
        if (from.isEmpty()) {
            LOG.warn("message dropped: {} comes from a process without modules", routed.message());
            return;
        }
        connection.deliver(
                from.get(),
                routed.destination().isEmpty()
                        ? new RoutedMessage(routed.message(), routed.type(), entry.module())
                        : routed);
    }

    /** The other side knows this one by the name that was added, and by no other. */
    @Override
    public Message outgoing(Message message) {
        return message.withRoute(entry.module(), message.group());
    }

    /** Takes no further packet and connects no more. */
    void endReading() {
        closing.countDown();
        connection().ifPresent(Connection::endReading);
    }

    /** Ends the connection; what the process has sent is still delivered. The modules are parked. */
    void close() throws InterruptedException {
        endReading();
        Connection open = connection;
        if (open != null) {
            open.close();
        }
        dialer.join();
    }

    /** As {@link #close}, for good: messages to the modules are refused. */
    void remove() throws InterruptedException {
        close();
        met.forEach(remotes::retire);
    }
}
