package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.common.model.MessageCodec;
import io.skep.common.model.RoutedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** Another process as a socket sees it: sends and reads packets, nothing else. */
final class Process implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;

    private final Seqpacket socket;

    /** Connects as soon as somebody listens. */
    Process(Path address) {
        AtomicReference<Seqpacket> connected = new AtomicReference<>();
        Await.until("connected to " + address, () -> connect(address, connected));
        this.socket = connected.get();
    }

    private static boolean connect(Path address, AtomicReference<Seqpacket> connected) {
        try {
            connected.set(Seqpacket.connect(address, BUFFER));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Process(Seqpacket socket) {
        this.socket = socket;
    }

    /** Connects and adds a module. */
    static Process joined(Path address, String module) throws IOException {
        Process process = new Process(address);
        process.send(ModuleAdd.of(module), "");
        process.read();
        return process;
    }

    void send(Message message, String destination) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(new RoutedMessage(message, Connection.TYPE, destination), out);
        sendRaw(out.toByteArray());
    }

    void sendRaw(String text) throws IOException {
        sendRaw(text.getBytes(StandardCharsets.UTF_8));
    }

    void sendRaw(byte[] packet) throws IOException {
        if (socket.send(packet, () -> true) != Seqpacket.Sent.TAKEN) {
            throw new IOException("not sent");
        }
    }

    /** The next packet; null at the end. */
    byte[] readRaw() throws IOException {
        if (!socket.await(10_000)) {
            throw new AssertionError("nothing came within 10 s");
        }
        try (Arena arena = Arena.ofConfined()) {
            return socket.read(arena.allocate(BUFFER));
        }
    }

    /** The next message; null at the end. */
    RoutedMessage read() throws IOException {
        byte[] packet = readRaw();
        return packet == null ? null : MessageCodec.readRouted(packet);
    }

    boolean isQuietFor(int millis) {
        return !socket.await(millis);
    }

    @Override
    public void close() {
        socket.close();
    }
}
