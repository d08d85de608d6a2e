package io.skep.itests.bus;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The client's side of the shell's protocol, as its README says. */
public final class ShellClient implements AutoCloseable {

    /** What a command did. */
    public record Result(int status, String out, String err) {}

    private final SocketChannel channel;
    private final InputStream in;

    public ShellClient(Path socket) throws IOException {
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    public Result run(String command) throws IOException {
        send("{\"command\":\"" + command.replace("\\", "\\\\").replace("\"", "\\\"") + "\",\"columns\":200}\n");
        return result();
    }

    void send(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    Result result() throws IOException {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        while (true) {
            String[] frame = head().split(" ");
            int number = Integer.parseInt(frame[1]);
            switch (frame[0]) {
                case "o" -> out.append(body(number));
                case "e" -> err.append(body(number));
                case "x" -> {
                    return new Result(number, out.toString(), err.toString());
                }
                default -> throw new IOException("frame " + frame[0]);
            }
        }
    }

    /** The head of the next frame, which is left where it is. */
    String firstFrame() throws IOException {
        in.mark(64);
        String head = head();
        in.reset();
        return head;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the shell has closed the connection");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private String body(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
