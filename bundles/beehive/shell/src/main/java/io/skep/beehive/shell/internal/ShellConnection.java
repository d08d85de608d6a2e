package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.shell.internal.Request.Complete;
import io.skep.beehive.shell.internal.Request.Interrupt;
import io.skep.beehive.shell.internal.Request.Resize;
import io.skep.beehive.shell.internal.Request.Run;
import java.io.BufferedInputStream;
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
import org.apache.felix.service.command.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the shell: one thread reads its requests, so that the end of the connection is noticed while a command runs; another one
 * carries them out.
 */
final class ShellConnection {

    /** The order in which a command without scope is looked up: ours hide those of Gogo with the same name. */
    static final String SCOPES = "bundle:beehive:gogo:felix:*";

    private static final Logger LOG = LoggerFactory.getLogger(ShellConnection.class);
    private static final int LONGEST_QUEUE = 16;

    /** What is read of a refused client, so that its kernel does not throw away the answer with the connection. */
    private static final int LONGEST_REST = 1 << 20;

    private final SocketChannel channel;
    private final String name;
    private final Completion completion;
    private final SideWriter writer;
    private final Frames frames;
    private final CommandSession session;
    private final PrintStream out;
    private final PrintStream err;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final Thread worker;
    private volatile boolean interrupted;

    ShellConnection(SocketChannel channel, String name, CommandProcessor processor, Completion completion) {
        this.channel = channel;
        this.name = name;
        this.completion = completion;
        this.writer = new SideWriter(Channels.newOutputStream(channel), name);
        this.frames = new Frames(writer);
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
                take(request.get());
                request = Request.read(in);
            }
        } catch (SkepException e) {
            frames.error(e.line());
            frames.end(1);
            writer.finish();
            channel.shutdownOutput();
            in.skipNBytes(LONGEST_REST);
        }
    }

    private void take(Request request) throws InterruptedException {
        switch (request) {
            case Interrupt _ -> interrupt();
            case Resize(int columns) -> Screen.resize(session, columns);
            case Run _, Complete _ -> requests.put(request);
        }
    }

    /** Ends the command that runs, if there is one; Gogo has a thread of its own for it. */
    private void interrupt() {
        Job job = session.foregroundJob();
        if (job != null) {
            interrupted = true;
            job.interrupt();
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

    private int carryOut(Request request) {
        try {
            return switch (request) {
                case Run run -> carryOut(run);
                case Complete(String text) -> {
                    completion.complete(text).forEach(candidate -> out.println(candidate.line()));
                    yield 0;
                }
                case Interrupt _, Resize _ -> 0;
            };
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int carryOut(Run run) {
        interrupted = false;
        session.put(Audit.WHO, name + (run.interactive() ? " interactive" : " script"));
        Screen.set(session, run.columns(), run.colors());
        try {
            Object result = run.command().isBlank() ? null : session.execute(run.command());
            String text = new TablePrinter(run.columns(), run.colors()).print(result);
            if (!text.isEmpty()) {
                out.println(text);
            }
            return Failures.DONE;
        } catch (Exception | LinkageError | AssertionError e) {
            LOG.debug("{}: command failed", name, e);
            out.flush();
            if (interrupted) {
                return Failures.INTERRUPTED;
            }
            err.println(Failures.line(run.command(), e));
            return Failures.status(e);
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
        writer.close();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} was closed already", name);
        }
    }
}
