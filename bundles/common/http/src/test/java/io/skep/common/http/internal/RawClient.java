package io.skep.common.http.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that can misbehave. Reading ends after five seconds. */
final class RawClient implements AutoCloseable {

    private final Socket socket = new Socket();

    RawClient(int port) throws IOException {
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(5000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Up to and with the empty line. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = input().read();
            if (next < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    String read(int length) throws IOException {
        return new String(input().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Head and the body that its Content-Length announces. */
    String response() throws IOException {
        String head = head();
        int length = head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return head + read(length);
    }

    /** Everything until the server closes. */
    String rest() throws IOException {
        return new String(input().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    boolean isClosedByServer() throws IOException {
        return input().read() < 0;
    }

    private InputStream input() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
