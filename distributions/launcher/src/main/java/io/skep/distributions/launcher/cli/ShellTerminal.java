package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/**
 * The shell of an instance for a person at a terminal: lines are edited, completed and remembered. Ctrl-C ends the running command, Ctrl-D the
 * conversation. When the shell's bundle is swapped, it connects again.
 */
final class ShellTerminal implements AutoCloseable {

    private static final Duration RECONNECT = Duration.ofSeconds(10);

    /** So often Ctrl-C asks the command to end; once more, and the connection is given up. */
    private static final int PATIENCE = 2;

    private static final int MOST_LINES = 500;
    private static final String CYAN = "\u001b[36m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final String name;
    private final Path socket;
    private final boolean colors;
    private final Terminal terminal;
    private final LineReader reader;
    private Shell shell;

    /**
     * Opens the terminal of this process.
     *
     * @param history file that keeps the lines
     * @param colors false for none
     */
    ShellTerminal(String name, Path socket, Path history, boolean colors) {
        this.name = name;
        this.socket = socket;
        this.colors = colors;
        try {
            this.terminal = TerminalBuilder.builder()
                    .name("skep")
                    .system(true)
                    .dumb(true)
                    .build();
        } catch (IOException e) {
            throw failure(e);
        }
        this.reader = reader(history);
        this.shell = connect();
    }

    private LineReader reader(Path history) {
        DefaultParser words = new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]);
        LineReader made = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("skep")
                .parser(words)
                .history(new ShellHistory(history))
                .completer((line, parsed, candidates) -> complete(parsed, candidates))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.HISTORY_SIZE, MOST_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, MOST_LINES)
                .build();
        if (!colors) {
            List.of(
                            LineReader.COMPLETION_STYLE_STARTING,
                            LineReader.COMPLETION_STYLE_DESCRIPTION,
                            LineReader.COMPLETION_STYLE_GROUP)
                    .forEach(style -> made.setVariable(style, ""));
        }
        return made;
    }

    /** Reads and carries out lines until the person leaves; returns the status of the last. */
    int converse() {
        int status = 0;
        String prompt = colors ? CYAN + "skep@" + name + ">" + PLAIN + " " : "skep@" + name + "> ";
        while (true) {
            try {
                String line = reader.readLine(prompt);
                if (Shell.isLeave(line)) {
                    return status;
                }
                if (!line.isBlank()) {
                    status = execute(line.strip());
                }
            } catch (UserInterruptException e) {
                status = 0;
            } catch (EndOfFileException e) {
                return status;
            }
        }
    }

    private int execute(String line) {
        Shell asked = shell;
        AtomicInteger wishes = new AtomicInteger();
        Terminal.SignalHandler interrupt = terminal.handle(Signal.INT, _ -> {
            if (wishes.getAndIncrement() < PATIENCE) {
                asked.interrupt();
            } else {
                leave(asked);
            }
        });
        Terminal.SignalHandler resize = terminal.handle(Signal.WINCH, _ -> asked.resize(terminal.getWidth()));
        try {
            int status = asked.execute(line, terminal.getWidth(), colors);
            if (wishes.get() > 0) {
                terminal.writer().println();
            }
            return status;
        } catch (LauncherException e) {
            leave(asked);
            shell = again();
            complain(
                    "The shell was swapped while the command ran, and is connected again; log:tail tells what was done.");
            return 1;
        } finally {
            terminal.handle(Signal.INT, interrupt);
            terminal.handle(Signal.WINCH, resize);
        }
    }

    private void complete(ParsedLine parsed, List<Candidate> candidates) {
        String text = parsed.line().substring(0, parsed.cursor());
        try {
            for (String line : shell.complete(text)) {
                String[] parts = line.split("\t", 2);
                candidates.add(
                        new Candidate(parts[0], parts[0], null, parts.length > 1 ? parts[1] : null, null, null, true));
            }
        } catch (LauncherException e) {
            leave(shell);
            shell = again();
        }
    }

    private Shell connect() {
        OutputStream out = terminal.output();
        return Shell.connect(name, socket, out, colors ? new Red(out) : out);
    }

    /** After the shell's bundle, or what it needs, was swapped. */
    private Shell again() {
        AtomicReference<Shell> found = new AtomicReference<>();
        AtomicReference<LauncherException> last = new AtomicReference<>();
        Wait.until(RECONNECT, () -> {
            try {
                found.set(connect());
                return true;
            } catch (LauncherException e) {
                last.set(e);
                return false;
            }
        });
        if (found.get() == null) {
            throw last.get();
        }
        return found.get();
    }

    private void complain(String line) {
        terminal.writer().println(colors ? RED + line + PLAIN : line);
        terminal.flush();
    }

    private static void leave(Shell shell) {
        try {
            shell.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static LauncherException failure(IOException cause) {
        return new LauncherException(
                LauncherError.SHELL_FAILED, "The terminal cannot be used: " + Reason.of(cause) + ".", cause);
    }

    @Override
    public void close() throws IOException {
        shell.close();
        terminal.close();
    }

    /** Errors in red. */
    private static final class Red extends FilterOutputStream {

        Red(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(RED.getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, offset, length);
            out.write(PLAIN.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
