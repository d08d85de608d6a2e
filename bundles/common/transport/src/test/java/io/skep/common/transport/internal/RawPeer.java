package io.skep.common.transport.internal;

import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.transport.contract.LinkFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** An edge that writes its frames by hand. */
final class RawPeer implements AutoCloseable {

    static final String GO_HEADERS = "Connectionuse: msg\r\nNode_id: edge-1\r\nProject_id: project\r\n";

    private final SSLSocket socket;
    private final DataInputStream in;

    RawPeer(int port, ReloadableKeyManager keys) throws IOException, GeneralSecurityException {
        socket = (SSLSocket) context(keys).getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
    }

    static SSLContext context(ReloadableKeyManager keys) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(new KeyManager[] {keys}, new TrustManager[] {LinkFixture.trust()}, null);
        return tls;
    }

    /** Connects as node edge-1 and has the upgrade done. */
    static RawPeer upgraded(int port) throws IOException, GeneralSecurityException {
        RawPeer peer = new RawPeer(port, LinkFixture.nodeKeys("edge-1"));
        String answer = peer.upgrade("/project/edge-1/events", GO_HEADERS);
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(answer);
        }
        return peer;
    }

    String upgrade(String path, String headers) throws IOException {
        write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Key: RPakOcNhmK9d7UeCZsDT2Q==\r\nSec-WebSocket-Version: 13\r\n" + headers
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** One masked frame. */
    void frame(boolean fin, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((fin ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        write(frame.toByteArray());
    }

    /** A frame that declares more than follows. */
    void begin(int declared, int sent) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            frame.write((int) ((long) declared >>> shift));
        }
        frame.writeBytes(new byte[4 + sent]);
        write(frame.toByteArray());
    }

    void text(String text) throws IOException {
        frame(true, 1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next frame of the server: opcode, then payload as text. */
    String read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        int size = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        return (first & 0x0f) + " " + new String(in.readNBytes(size), StandardCharsets.UTF_8);
    }

    /** True when the server closes, whatever it sends before. */
    boolean isClosedByServer() {
        try {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
