package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client of an instance's shell socket; protocol: bundles/beehive/shell/README.md. One thread asks; another one may interrupt what it asked
 * for and tell of the terminal's new size.
 */
final class Shell implements AutoCloseable {

    private static final int MOST_FRAME = 65_536;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final OutputStream toServer;
    private final ReentrantLock sending = new ReentrantLock();
    private final OutputStream out;
    private final OutputStream err;

    private Shell(SocketChannel channel, OutputStream out, OutputStream err) {
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        this.toServer = Channels.newOutputStream(channel);
        this.out = out;
        this.err = err;
    }

    /**
     * Connects.
     *
     * @throws LauncherException if nobody listens
     */
    static Shell connect(String name, Path socket, OutputStream out, OutputStream err) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new Shell(channel, out, err);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.NOT_RUNNING,
                    "The shell of " + name + " does not answer at " + socket + " (" + e.getMessage() + ").",
                    e);
        }
    }

    /** Carries out one command line of a script and returns its status. */
    int execute(String command) {
        return request(Map.of("command", command), out, err);
    }

    /** Carries out one command line that a person typed and returns its status. */
    int execute(String command, int columns, boolean colors) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("command", command);
        request.put("columns", columns);
        request.put("interactive", true);
        request.put("colors", colors);
        return request(request, out, err);
    }

    /** How a line can go on: one candidate a line, a tab before its description. */
    List<String> complete(String text) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        request(Map.of("complete", text), lines, OutputStream.nullOutputStream());
        return lines.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Asks the command that is under way to end. */
    void interrupt() {
        tell(Map.of("interrupt", true));
    }

    /** Tells the command that is under way that the terminal has another width. */
    void resize(int columns) {
        tell(Map.of("columns", columns));
    }

    private void tell(Map<String, Object> request) {
        try {
            send(request);
        } catch (IOException e) {
            broken(e);
        }
    }

    /** Whoever reads the frames sees it too and tells. */
    private void broken(IOException failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void send(Map<String, Object> request) throws IOException {
        byte[] line = (Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8);
        sending.lock();
        try {
            toServer.write(line);
        } finally {
            sending.unlock();
        }
    }

    private int request(Map<String, Object> request, OutputStream toOut, OutputStream toErr) {
        try {
            send(request);
            while (true) {
                String head = line();
                int number = Integer.parseInt(head.substring(2).strip());
                switch (head.charAt(0)) {
                    case 'o' -> copy(number, toOut);
                    case 'e' -> copy(number, toErr);
                    case 'x' -> {
                        return number;
                    }
                    default -> throw new IOException("unknown frame '" + head + "'");
                }
            }
        } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new LauncherException(
                    LauncherError.SHELL_FAILED, "The connection to the shell broke: " + e.getMessage() + ".", e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the instance closed it");
            }
            if (line.length() > 32) {
                throw new IOException("a frame is malformed");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private void copy(int length, OutputStream target) throws IOException {
        if (length < 0 || length > MOST_FRAME) {
            throw new IOException("a frame is too long");
        }
        byte[] bytes = in.readNBytes(length);
        target.write(bytes);
        target.flush();
    }

    /** Reads commands line by line until the end of the input, {@code exit} or {@code quit}; returns the status of the last. */
    int repeat(InputStream input) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        int status = 0;
        while (true) {
            String line = lines.readLine();
            if (line == null || isLeave(line)) {
                return status;
            }
            if (!line.isBlank()) {
                status = execute(line.strip());
            }
        }
    }

    static boolean isLeave(String line) {
        return List.of("exit", "quit").contains(line.strip());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
