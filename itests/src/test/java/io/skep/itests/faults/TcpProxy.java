package io.skep.itests.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Hands the bytes of one port on to another, until it is told not to. Each direction of each connection has a virtual thread. */
public final class TcpProxy implements Closeable {

    /** What happens to bytes. */
    public enum Mode {
        PASS(false, false, false),
        /** Bytes wait. */
        STALL(false, false, false),
        /** Bytes are thrown away: connections that are open now never pass anything again, those that come now have to wait. */
        SWALLOW(true, true, false),
        /** The same, for what goes to the target alone. */
        SWALLOW_UP(true, false, false),
        /** The same, for what comes from the target alone. */
        SWALLOW_DOWN(false, true, false),
        /** Connections are reset, new ones refused. */
        REFUSE(false, false, true),
        /** Connections are ended in good order, new ones refused. */
        END(false, false, true);

        private final boolean swallowsUp;
        private final boolean swallowsDown;
        private final boolean refuses;

        Mode(boolean swallowsUp, boolean swallowsDown, boolean refuses) {
            this.swallowsUp = swallowsUp;
            this.swallowsDown = swallowsDown;
            this.refuses = refuses;
        }

        private boolean swallows(boolean up) {
            return up ? swallowsUp : swallowsDown;
        }
    }

    private static final int BUFFER = 16 * 1024;

    private final InetAddress host;
    private final int target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private int port;
    private ServerSocket server;
    private Thread acceptor;
    private Mode mode = Mode.PASS;
    private boolean closed;

    /**
     * Starts to listen.
     *
     * @param host address to listen on
     * @param target port on the loopback address that is meant
     */
    public TcpProxy(InetAddress host, int target) {
        this.host = host;
        this.target = target;
        listen();
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Connections that are open. */
    public int connections() {
        return pairs.size();
    }

    public void set(Mode next) {
        lock.lock();
        try {
            mode = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        pairs.forEach(pair -> pair.lose(next));
        if (next.refuses) {
            stopListening();
            pairs.forEach(pair -> pair.refuse(next));
        } else if (server.isClosed()) {
            listen();
        }
    }

    private void listen() {
        try {
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(host, port));
            port = fresh.getLocalPort();
            server = fresh;
            acceptor = Thread.ofVirtual().name("proxy-" + target).start(() -> accept(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port is closed only when nobody accepts on it any more. */
    private void stopListening() {
        shut(server);
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket open) {
        while (!open.isClosed()) {
            try {
                Socket client = open.accept();
                Thread.ofVirtual().name("proxy-dial").start(() -> dial(client));
            } catch (IOException e) {
                shut(open);
            }
        }
    }

    private void dial(Socket client) {
        try {
            Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
            pairs.add(pair);
            Thread.ofVirtual().name("proxy-up").start(() -> pair.pump(pair.client, pair.server, true));
            Thread.ofVirtual().name("proxy-down").start(() -> pair.pump(pair.server, pair.client, false));
            if (mode().refuses) {
                pair.reset();
            }
        } catch (IOException e) {
            reset(client);
        }
    }

    private Mode mode() {
        lock.lock();
        try {
            return mode;
        } finally {
            lock.unlock();
        }
    }

    /** Waits while bytes have to wait; false when the proxy is closed. */
    private boolean mayPass(Pair pair, boolean up) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while ((mode == Mode.STALL || mode.swallows(up) && !pair.isDead(up)) && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        stopListening();
        pairs.forEach(Pair::reset);
    }

    private static void shut(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // it is closed already, which is what was wanted
            return;
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed already, which is what was wanted
            return;
        }
    }

    /** A connection and the one that it is handed on to. */
    private final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean deadUp;
        private volatile boolean deadDown;

        private Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private boolean isDead(boolean up) {
            return up ? deadUp : deadDown;
        }

        /** What is lost once cannot be made good. */
        private void lose(Mode mode) {
            deadUp |= mode.swallowsUp;
            deadDown |= mode.swallowsDown;
        }

        private void pump(Socket from, Socket to, boolean up) {
            byte[] buffer = new byte[BUFFER];
            try {
                int count = from.getInputStream().read(buffer);
                while (count >= 0 && mayPass(this, up)) {
                    if (!isDead(up)) {
                        to.getOutputStream().write(buffer, 0, count);
                    }
                    count = from.getInputStream().read(buffer);
                }
                if (!isDead(up) && mayPass(this, up)) {
                    to.shutdownOutput();
                }
            } catch (IOException e) {
                endUnlessDead();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reset();
            }
            if (from.isInputShutdown() || from.isClosed() || to.isClosed()) {
                pairs.remove(this);
            }
        }

        /** The other side of a dead connection does not learn that one side has gone. */
        private void endUnlessDead() {
            if (!deadUp && !deadDown) {
                reset();
            }
        }

        private void refuse(Mode mode) {
            if (mode == Mode.END) {
                end(client);
                end(server);
            } else {
                reset();
            }
        }

        private void reset() {
            pairs.remove(this);
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }
    }
}
