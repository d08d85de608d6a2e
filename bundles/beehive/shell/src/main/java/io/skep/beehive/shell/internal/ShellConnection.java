package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the shell: one thread reads its requests, so that the end of the connection is noticed while a command runs; another one
 * carries them out.
 */
final class ShellConnection {

    /** The order in which a command without scope is looked up: ours hide those of Gogo with the same name. */
    static final String SCOPES = "bundle:beehive:gogo:felix:*";

    /** Session variable with the number of the connection and whether a person types, for {@link Audit}. */
    static final String WHO = "skep.who";

    private static final Logger LOG = LoggerFactory.getLogger(ShellConnection.class);
    private static final int LONGEST_QUEUE = 16;

    /** What is read of a refused client, so that its kernel does not throw away the answer with the connection. */
    private static final int LONGEST_REST = 1 << 20;

    private final SocketChannel channel;
    private final String name;
    private final Frames frames;
    private final CommandSession session;
    private final PrintStream out;
    private final PrintStream err;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final Thread worker;

    ShellConnection(SocketChannel channel, String name, CommandProcessor processor) {
        this.channel = channel;
        this.name = name;
        this.frames = new Frames(new BufferedOutputStream(Channels.newOutputStream(channel)));
        this.out = frames.stream('o');
        this.err = frames.stream('e');
        this.session = processor.createSession(InputStream.nullInputStream(), out, err);
        session.put("SCOPE", SCOPES);
        this.worker = Thread.ofVirtual().name(name).unstarted(this::work);
    }

    /** Reads requests until the client closes the connection. */
    void read() {
        worker.start();
        try (InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
            readAll(in);
        } catch (IOException e) {
            LOG.debug("{} was cut: {}", name, e.getMessage());
        } catch (InterruptedException e) {
            LOG.debug("{} has to stop", name);
        }
    }

    private void readAll(InputStream in) throws IOException, InterruptedException {
        try {
            Optional<Request> request = Request.read(in);
            while (request.isPresent()) {
                requests.put(request.get());
                request = Request.read(in);
            }
        } catch (SkepException e) {
            frames.error(e.line());
            frames.end(1);
            channel.shutdownOutput();
            in.skipNBytes(LONGEST_REST);
        }
    }

    private void work() {
        try {
            while (true) {
                Request request = requests.take();
                frames.end(carryOut(request));
            }
        } catch (InterruptedException | IOException e) {
            LOG.debug("{} ends", name);
        } finally {
            session.close();
        }
    }

    private int carryOut(Request request) throws IOException {
        session.put(WHO, name + (request.interactive() ? " interactive" : " script"));
        session.put("COLUMNS", String.valueOf(request.columns()));
        try {
            Object result = request.command().isBlank() ? null : session.execute(request.command());
            String text = new TablePrinter(request.columns()).print(result);
            if (!text.isEmpty()) {
                out.println(text);
            }
            return 0;
        } catch (Exception | LinkageError | AssertionError e) {
            LOG.debug("{}: command failed", name, e);
            out.flush();
            err.println(Failures.line(request.command(), e));
            return 1;
        } finally {
            out.flush();
            err.flush();
        }
    }

    CommandSession session() {
        return session;
    }

    /** Closes the connection; a running command is interrupted. */
    void close() {
        closeChannel();
        worker.interrupt();
        session.close();
    }

    /** Closes the connection and lets the running command go on: it is the one that stops the shell. */
    void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} was closed already", name);
        }
    }
}
