package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.MessageCodec;
import io.skep.common.model.RoutedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to another process and the modules that live there. One thread reads, another one writes. */
final class Connection {

    /** KubeEdge's word for this kind of context, in headers and in the configuration. */
    static final String TYPE = "unixpacket";

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int LONGEST_REASON = 100;
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private final Seqpacket socket;
    private final String label;
    private final int bufferSize;
    private final Peer peer;
    private final Remotes remotes;
    private final PacketWriter writer;
    private final Questions questions = new Questions();
    private final Map<String, RemoteModule> modules = new ConcurrentHashMap<>();
    private final Thread reader;
    private volatile boolean ending;
    private volatile boolean givenUp;
    private volatile Runnable onEnd = () -> {};

    /** @param label names the connection in the log */
    Connection(Seqpacket socket, String label, int bufferSize, Peer peer, Remotes remotes, InstantSource clock) {
        this.socket = socket;
        this.label = label;
        this.bufferSize = bufferSize;
        this.peer = peer;
        this.remotes = remotes;
        this.writer = new PacketWriter(socket, label, clock, this::refuse);
        this.reader = Thread.ofPlatform().daemon().name(label + "-in").unstarted(this::read);
    }

    void start() {
        reader.start();
    }

    /** @param action to be done when the connection has ended; given before the start */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    String label() {
        return label;
    }

    Collection<RemoteModule> modules() {
        return modules.values();
    }

    /** The module of this name in the process, if it has come by this connection. */
    Optional<RemoteModule> find(String name) {
        return Optional.ofNullable(modules.get(name));
    }

    int unread() {
        return writer.inFlight().unread();
    }

    /** Waits until the connection has ended. */
    void awaitEnd() throws InterruptedException {
        reader.join();
    }

    private void read() {
        writer.start();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(bufferSize);
            peer.greet(this);
            for (byte[] packet = socket.read(buffer); packet != null; packet = socket.read(buffer)) {
                handle(packet);
            }
        } catch (SkepException e) {
            LOG.warn("connection {} is closed: {}", label, e.line());
        } catch (IOException e) {
            LOG.warn("connection {} has failed: {}", label, e.getMessage());
        } catch (InterruptedException e) {
            LOG.warn("connection {} is given up with messages that nobody took", label);
        } finally {
            end();
        }
    }

    /** Waits for a packet, or for the end. Returns false when none comes. */
    boolean awaitPacket(Duration limit) {
        return socket.await(Math.toIntExact(limit.toMillis()));
    }

    /** Reads one packet outside of the usual course. */
    RoutedMessage readOne(Duration limit) throws IOException {
        if (!awaitPacket(limit)) {
            throw new IOException("there was no answer for " + limit.toSeconds() + " s");
        }
        try (Arena arena = Arena.ofConfined()) {
            byte[] packet = socket.read(arena.allocate(bufferSize));
            if (packet == null) {
                throw new IOException("the other side has closed the connection");
            }
            return parse(packet);
        }
    }

    private void handle(byte[] packet) throws InterruptedException {
        RoutedMessage routed = parse(packet);
        Message message = routed.message();
        String asked = message.isResponse() ? questions.answered(message.parentId()) : null;
        if (asked == null) {
            peer.arrived(routed, this);
            return;
        }
        writer.inFlight().answered(message.parentId());
        RemoteModule module = modules.get(asked);
        if (module != null) {
            module.respond(message.withSync(false));
        }
    }

    private static RoutedMessage parse(byte[] packet) {
        try {
            return MessageCodec.readRouted(packet);
        } catch (IOException e) {
            throw new SkepException(
                    SocketError.NO_MESSAGE,
                    "A packet of " + packet.length + " bytes is no message: " + reason(e) + ".");
        }
    }

    private static String reason(IOException failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
    }

    /** A message of the process for a module here. */
    void deliver(RemoteModule from, RoutedMessage routed) throws InterruptedException {
        Message message = routed.message();
        if (routed.destination().isEmpty()) {
            from.complain("", "message of remote module " + from.name() + " dropped: it names no destination");
        } else if (message.sync()) {
            from.call(routed.destination(), message);
        } else {
            from.send(routed.destination(), message);
        }
    }

    /** A module of the other process is about to join. Empty when it has done so before. */
    Optional<RemoteModule> announce(String name, String group) {
        RemoteModule module = new RemoteModule(name, group, this);
        return modules.putIfAbsent(name, module) == null ? Optional.of(module) : Optional.empty();
    }

    /** A module that was announced joins the bus. */
    void join(RemoteModule module) throws InterruptedException {
        remotes.arrive(module);
        LOG.info("remote module connected: {} in group {}, {}", module.name(), module.group(), label);
    }

    /** Sends a module's message to the process. Waits while too many are on their way. */
    void send(RemoteModule module, ModuleContext run, Delivery delivery) throws InterruptedException {
        Message message = delivery.message();
        byte[] packet = packet(message, module.name());
        Outgoing outgoing = new Outgoing(message.id(), packet, run, delivery);
        if (packet.length == 0 || packet.length > bufferSize) {
            refuse(outgoing);
            return;
        }
        if (delivery.redelivered() && writer.inFlight().adopt(outgoing)) {
            return;
        }
        if (message.sync()) {
            questions.asked(message.id(), module.name());
        }
        writer.put(outgoing);
    }

    /** Sends an answer, or what this side has to say by itself. */
    void answer(Message answer, String destination) throws InterruptedException {
        byte[] packet = packet(answer, destination);
        if (packet.length == 0 || packet.length > bufferSize) {
            String why = "The answer is larger than the buffer of " + bufferSize + " bytes.";
            LOG.warn("{} for remote module {}", new SkepException(SocketError.TOO_LARGE, why).line(), destination);
            Message instead = answer.withOperation(Operations.ERROR)
                    .withContent(new SkepException(SocketError.TOO_LARGE, why).line());
            packet = packet(instead, destination);
        }
        writer.put(Outgoing.answer(answer.id(), packet));
    }

    /** The packet of a message; empty when its content cannot be written. */
    private byte[] packet(Message message, String destination) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try {
            MessageCodec.write(new RoutedMessage(peer.outgoing(message), TYPE, destination), out);
            return out.toByteArray();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{} cannot be written", message, e);
            return new byte[0];
        }
    }

    /** A message that no packet can carry is dropped, and its caller told. */
    private void refuse(Outgoing outgoing) {
        if (outgoing.isAnswer()) {
            LOG.warn(
                    "answer {} dropped: the kernel takes no packet of {} bytes",
                    outgoing.id(),
                    outgoing.packet().length);
            return;
        }
        Message message = outgoing.delivery().message();
        SkepException failure = new SkepException(
                SocketError.TOO_LARGE,
                message + " cannot be sent to remote module " + outgoing.run().name() + ": "
                        + (outgoing.packet().length == 0
                                ? "its content is no JSON."
                                : "it needs " + outgoing.packet().length + " bytes, the buffer has " + bufferSize
                                        + "."));
        LOG.warn(failure.line());
        if (message.sync()) {
            outgoing.run().respond(message.error(outgoing.run().name(), failure.line()));
        }
        outgoing.finish();
    }

    void withdraw(ModuleContext run) {
        writer.withdraw(run);
    }

    /** True when what was read may be thrown away, because time is over. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** Whether it is only there for what is left to be delivered. */
    boolean isEnding() {
        return ending || socket.hasEnded();
    }

    private void end() {
        ending = true;
        boolean interrupted = Thread.interrupted();
        try {
            writer.end();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        socket.shutdown();
        for (RemoteModule module : modules.values()) {
            remotes.leave(module);
            LOG.info("remote module gone: {}, {}", module.name(), label);
        }
        socket.close();
        onEnd.run();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no further packets. The other side is told by its sends that fail. */
    void endReading() {
        socket.endReading();
    }

    /** Ends the connection: what the process has sent is still delivered, for 5 s at most. Returns when the modules have been parked. */
    void close() throws InterruptedException {
        endReading();
        if (!reader.join(DRAIN_LIMIT)) {
            givenUp = true;
            reader.interrupt();
            reader.join();
        }
    }
}
