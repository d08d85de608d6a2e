package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the container's commands on a unix socket; the protocol is in this bundle's README. */
@Component(
        service = {},
        immediate = true)
public final class ShellServer {

    /** Framework property with the path of the socket; without it there is no server. */
    static final String SOCKET = "skep.shell.socket";

    private static final Logger LOG = LoggerFactory.getLogger(ShellServer.class);
    private static final int MOST_CONNECTIONS = 16;

    private final CommandProcessor processor;
    private final Completion completion;
    private final SocketPlace place;
    private final Set<ShellConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    private final Thread acceptor;
    private volatile ServerSocketChannel server;
    private volatile boolean closing;

    @Activate
    public ShellServer(@Reference CommandProcessor processor, BundleContext context) {
        this.processor = processor;
        this.completion = new Completion(new Catalog(context), new Completion.Names(this::ask));
        String socket = context.getProperty(SOCKET);
        this.place = socket == null || socket.isBlank() ? null : new SocketPlace(Path.of(socket));
        this.acceptor = Thread.ofVirtual().name("shell").unstarted(this::serve);
        if (place != null) {
            acceptor.start();
        }
    }

    private Object ask(String command) throws Exception {
        try (CommandSession session = processor.createSession(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream())) {
            return session.execute(command);
        }
    }

    private void serve() {
        try (ServerSocketChannel channel = place.listen()) {
            server = channel;
            LOG.info("shell listens on {}", place.path());
            while (!closing) {
                SocketChannel client = channel.accept();
                Thread.ofVirtual().name("shell-" + count.incrementAndGet()).start(() -> serve(client));
            }
        } catch (SkepException e) {
            LOG.error(e.line());
        } catch (IOException e) {
            if (!closing) {
                LOG.error("shell ends, its socket {} failed: {}", place.path(), e.getMessage());
            }
        }
    }

    private void serve(SocketChannel client) {
        if (connections.size() >= MOST_CONNECTIONS) {
            turnAway(client);
            return;
        }
        ShellConnection connection =
                new ShellConnection(client, Thread.currentThread().getName(), processor, completion);
        connections.add(connection);
        try {
            if (!closing) {
                connection.read();
            }
        } finally {
            connections.remove(connection);
            if (!closing) {
                connection.close();
            }
        }
    }

    private static void turnAway(SocketChannel client) {
        try (client) {
            Frames frames = new Frames(Channels.newOutputStream(client));
            frames.error(new SkepException(
                            ShellError.TOO_MANY, "The shell has " + MOST_CONNECTIONS + " connections already.")
                    .line());
            frames.end(1);
        } catch (IOException e) {
            LOG.debug("a client left before it was turned away");
        }
    }

    @Deactivate
    void close() throws InterruptedException, IOException {
        closing = true;
        ServerSocketChannel channel = server;
        if (channel != null) {
            channel.close();
        }
        acceptor.interrupt();
        acceptor.join();
        if (server != null) {
            place.remove();
        }
        Job stopping = Job.Utils.current();
        CommandSession own = stopping == null ? null : stopping.session();
        for (ShellConnection connection : connections) {
            if (connection.session().equals(own)) {
                connection.closeChannel();
            } else {
                connection.close();
            }
        }
    }
}
