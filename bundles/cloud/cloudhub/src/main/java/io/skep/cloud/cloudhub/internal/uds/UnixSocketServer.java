package io.skep.cloud.cloudhub.internal.uds;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** KubeEdge's unix socket of the hub: CSI drivers on this machine make volume calls to nodes, one a connection. */
public final class UnixSocketServer implements AutoCloseable {

    /** Most connections at a time. */
    static final int MOST = 32;

    private static final Logger LOG = LoggerFactory.getLogger(UnixSocketServer.class);
    private static final Duration CALL = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final String address;
    private final ModuleContext context;
    private final VolumeCalls calls;
    private final InstantSource clock;
    private final Set<DriverConnection> connections = ConcurrentHashMap.newKeySet();
    private String lastFailure = "";
    private volatile ServerSocketChannel server;
    private volatile boolean closed;

    /**
     * @param address {@code unix:///PATH}
     * @param connected whether a node has a session
     */
    public UnixSocketServer(String address, ModuleContext context, Predicate<String> connected, InstantSource clock) {
        this.address = address;
        this.context = context;
        this.calls = new VolumeCalls(context, connected, CALL);
        this.clock = clock;
    }

    /** Listens until it is interrupted or closed. Where it cannot, it says so once and tries again. */
    public void run() throws InterruptedException {
        while (!closed) {
            try {
                serve(SocketFile.of(address));
            } catch (SkepException e) {
                failed(e);
            } catch (ClosedByInterruptException e) {
                closed = true;
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                if (!closed) {
                    failed(new SkepException(
                            UdsError.LISTEN,
                            "The unix socket " + address + " accepts no connection: " + e.getMessage() + "."));
                }
            }
            if (!closed) {
                Thread.sleep(RETRY);
            }
        }
    }

    /** The same failure is told once. */
    private void failed(SkepException failure) {
        if (!failure.line().equals(lastFailure)) {
            lastFailure = failure.line();
            LOG.warn(lastFailure);
        }
    }

    private void serve(SocketFile file) throws IOException {
        try (ServerSocketChannel open = file.listen(MOST)) {
            SocketFile.Key key = file.key();
            try {
                server = open;
                lastFailure = "";
                LOG.info("volume calls are taken at {}", file.path());
                while (!closed) {
                    admit(open.accept(), file);
                }
            } finally {
                file.remove(key);
            }
        }
    }

    private void admit(SocketChannel channel, SocketFile file) {
        try {
            judge(channel, file);
        } catch (IOException e) {
            LOG.debug("a driver left the unix socket at once: {}", e.getMessage());
        }
    }

    private void judge(SocketChannel channel, SocketFile file) throws IOException {
        DriverConnection connection = new DriverConnection(channel, clock);
        UserPrincipal user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        if (!file.isTrusted(user)) {
            connection.refuse(new SkepException(
                    UdsError.OTHER_USER,
                    "A process of user " + user.getName() + " was sent away from " + file.path() + "."));
        } else if (connections.size() >= MOST) {
            connection.refuse(new SkepException(
                    UdsError.TOO_MANY, "The unix socket " + file.path() + " has " + MOST + " connections already."));
        } else {
            connections.add(connection);
            context.fork("hub-volume-call", () -> {
                try {
                    connection.serve(calls);
                } finally {
                    connections.remove(connection);
                }
            });
        }
    }

    /** To be called every second: peers that are too slow lose their connection. */
    public void sweep() {
        connections.forEach(DriverConnection::hurry);
    }

    boolean isListening() {
        return server != null;
    }

    /** Connections now. */
    int connections() {
        return connections.size();
    }

    /** Ends the socket, its file and all connections. */
    @Override
    public void close() throws IOException {
        closed = true;
        ServerSocketChannel open = server;
        if (open != null) {
            open.close();
        }
        for (DriverConnection connection : connections) {
            connection.close();
        }
    }
}
