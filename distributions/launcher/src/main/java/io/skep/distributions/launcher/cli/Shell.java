package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.BufferedReader;
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

/** The client of an instance's shell socket; protocol: bundles/beehive/shell/README.md. */
final class Shell implements AutoCloseable {

    private static final int MOST_FRAME = 65_536;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final OutputStream toServer;
    private final OutputStream out;
    private final OutputStream err;

    private Shell(SocketChannel channel, OutputStream out, OutputStream err) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
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

    /** Carries out one command line and returns its status. */
    int execute(String command, int columns, boolean interactive) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("command", command);
        request.put("columns", columns);
        request.put("interactive", interactive);
        try {
            toServer.write((Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
            while (true) {
                String head = line();
                int number = Integer.parseInt(head.substring(2).strip());
                switch (head.charAt(0)) {
                    case 'o' -> copy(number, out);
                    case 'e' -> copy(number, err);
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
        target.write(in.readNBytes(length));
        target.flush();
    }

    /**
     * Reads commands line by line until the end of the input, {@code exit} or {@code quit}; returns the status of the last.
     *
     * @param prompt empty when nobody types
     */
    int repeat(InputStream input, String prompt, int columns) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        int status = 0;
        while (true) {
            out.write(prompt.getBytes(StandardCharsets.UTF_8));
            out.flush();
            String line = lines.readLine();
            if (line == null || List.of("exit", "quit").contains(line.strip())) {
                return status;
            }
            if (!line.isBlank()) {
                status = execute(line.strip(), columns, !prompt.isEmpty());
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
