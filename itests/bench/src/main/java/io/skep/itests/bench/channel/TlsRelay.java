package io.skep.itests.bench.channel;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Stands between an edge and its cloud, ends TLS on both sides and so sees when the first message of a link passes. Cut, it resets what is open and
 * refuses what is dialled.
 */
final class TlsRelay implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final SSLContext toEdge;
    private final SSLContext toCloud;
    private final int port;
    private final InetSocketAddress cloud;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Long> first = new LinkedBlockingQueue<>();
    private volatile boolean up;
    private ServerSocket server;
    private Thread acceptor;

    /**
     * A relay that is cut.
     *
     * @param toEdge shows the cloud's name and asks for the edge's certificate
     * @param toCloud shows the edge's certificate
     * @param port to listen on
     */
    TlsRelay(SSLContext toEdge, SSLContext toCloud, int port, InetSocketAddress cloud) {
        this.toEdge = toEdge;
        this.toCloud = toCloud;
        this.port = port;
        this.cloud = cloud;
    }

    /** Lets the edge through; returns the moment by {@link System#nanoTime}. */
    long restore() throws IOException {
        first.clear();
        SSLServerSocket fresh =
                (SSLServerSocket) toEdge.getServerSocketFactory().createServerSocket();
        fresh.setReuseAddress(true);
        fresh.setNeedClientAuth(true);
        up = true;
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        long now = System.nanoTime();
        server = fresh;
        acceptor = Thread.ofVirtual().name("relay").start(() -> accept(fresh));
        return now;
    }

    /** The moment at which the first message of the next link has been handed to the cloud. */
    long awaitFirst(long seconds) throws InterruptedException, IOException {
        Long moment = first.poll(seconds, TimeUnit.SECONDS);
        if (moment == null) {
            throw new IOException("no message came through for " + seconds + " s after the link was back");
        }
        return moment;
    }

    void cut() throws InterruptedException {
        up = false;
        end(server);
        acceptor.join();
        open.forEach(TlsRelay::reset);
        open.clear();
    }

    private void accept(ServerSocket listening) {
        while (up) {
            try {
                Socket edge = listening.accept();
                open.add(edge);
                Thread.ofVirtual().name("relay-link").start(() -> relay(edge));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void relay(Socket edge) {
        try (SSLSocket target = (SSLSocket) toCloud.getSocketFactory().createSocket()) {
            open.add(target);
            if (!up) {
                reset(edge);
                return;
            }
            SSLParameters parameters = target.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            target.setSSLParameters(parameters);
            edge.setTcpNoDelay(true);
            target.setTcpNoDelay(true);
            target.connect(cloud);
            Thread down = Thread.ofVirtual().name("relay-down").start(() -> pump(target, edge, false));
            pump(edge, target, true);
            down.join();
        } catch (IOException e) {
            System.out.println("relay: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reset(edge);
    }

    /** The edge's first piece is the upgrade request, its second the first message. */
    private void pump(Socket from, Socket to, boolean watched) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int pieces = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                if (watched && ++pieces == 2) {
                    first.add(System.nanoTime());
                }
            }
        } catch (IOException e) {
            if (up) {
                System.out.println("relay: " + e.getMessage());
            }
        }
        reset(to);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            end(socket);
        }
        end(socket);
    }

    private static void end(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed already, which is what was wanted
            return;
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (up) {
            cut();
        }
    }
}
