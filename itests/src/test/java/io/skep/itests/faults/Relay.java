package io.skep.itests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A free port of the loopback address whose connections go on to somewhere else. Each direction of each connection has a virtual thread. */
abstract class Relay implements AutoCloseable {

    private final String name;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Listens; nothing is accepted before {@link #start}. */
    Relay(String name) {
        this.name = name;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be called at the end of the constructor. */
    final void start() {
        Thread.ofVirtual().name(name).start(this::accept);
    }

    /** Where it listens. */
    public final String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    /** Connects to where a new connection is to go. */
    abstract Socket dial() throws IOException;

    /** Hands on what comes, until one side ends; then both are to be ended. */
    abstract void pump(Socket from, Socket to);

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().name(name + "-dial").start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket target = dial()) {
            open.add(target);
            Thread up = Thread.ofVirtual().name(name + "-up").start(() -> pump(client, target));
            pump(target, client);
            up.join();
            open.remove(target);
        } catch (IOException e) {
            // nobody answers there, so the client is refused: that is what it is to see
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    @Override
    public final void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
