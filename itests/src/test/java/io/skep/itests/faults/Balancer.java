package io.skep.itests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One address before several servers on the loopback address: connections go to one of them until it does not answer, then to the next. */
public final class Balancer implements AutoCloseable {

    private final List<Integer> targets;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int current;

    /** @param targets ports, the first of which is used first */
    public Balancer(List<Integer> targets) {
        this.targets = List.copyOf(targets);
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("balancer").start(this::accept);
    }

    /** Where it listens. */
    public String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    /** The server that connections go to now. */
    public int target() {
        return targets.get(current % targets.size());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().name("balancer-dial").start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket target = dial()) {
            open.add(target);
            Thread up = Thread.ofVirtual().name("balancer-up").start(() -> pump(client, target));
            pump(target, client);
            up.join();
            open.remove(target);
        } catch (IOException e) {
            // none of them answers, so the client is refused: that is what it is to see
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private Socket dial() throws IOException {
        IOException last = new IOException("there is no target");
        for (int attempt = 0; attempt < targets.size(); attempt++) {
            int tried = current;
            try {
                return connect(targets.get(tried % targets.size()));
            } catch (IOException e) {
                last = e;
                current = tried + 1;
            }
        }
        throw last;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** When one side ends, both end. */
    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side was cut off, the other is closed with it
            return;
        }
    }

    @Override
    public void close() {
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
