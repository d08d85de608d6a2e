package io.skep.itests.cve;

import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A TLS connection whose bytes are written by hand. */
final class Attacker implements AutoCloseable {

    private static final int MILLIS = 20_000;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final SSLSocket socket;
    private final DataInputStream in;

    private Attacker(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Connects with TLS done; without a certificate when there are no keys. */
    static Attacker connect(int port, CertificateAuthority ca, ReloadableKeyManager keys) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[] {keys}, new TrustManager[] {CaTrustManager.of(ca.certificate())}, null);
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(MILLIS);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            return new Attacker(socket);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no TLS with port " + port, e);
        }
    }

    /** A link of that node, its upgrade done; asks again while the cloud says that too many come at the same time. */
    static Attacker link(int port, CertificateAuthority ca, Identity identity, String node) throws IOException {
        long deadline = System.nanoTime() + MILLIS * 1_000_000L;
        while (true) {
            Attacker attacker = connect(port, ca, ReloadableKeyManager.of(identity));
            attacker.write("GET /p/" + node + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Key: RPakOcNhmK9d7UeCZsDT2Q==\r\n"
                    + "Sec-WebSocket-Version: 13\r\nConnectionuse: msg\r\nNode_id: " + node
                    + "\r\nProject_id: p\r\n\r\n");
            String answer = attacker.head();
            if (answer.startsWith("HTTP/1.1 101 ")) {
                return attacker;
            }
            attacker.close();
            if (!answer.startsWith("HTTP/1.1 503 ") || System.nanoTime() > deadline) {
                throw new AssertionError("no link: " + answer);
            }
            LockSupport.parkNanos(100_000_000L);
        }
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** One masked frame that is whole. */
    void frame(int first, byte[] payload) throws IOException {
        write(header(first, payload.length));
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK[i % 4];
        }
        write(masked);
    }

    void text(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The beginning of a masked frame that says it is so long, in the long form of the length. */
    static byte[] header(int first, long length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (length >= 0 && length < 126) {
            out.write(0x80 | (int) length);
        } else if (length >= 0 && length < 65_536) {
            out.write(0x80 | 126);
            out.write((int) length >>> 8);
            out.write((int) length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (length >>> shift));
            }
        }
        out.writeBytes(MASK);
        return out.toByteArray();
    }

    /** The next frame of the server: its opcode. */
    int opcode() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        in.skipNBytes(size);
        return first & 0x0f;
    }

    /** The head of an answer, as text; what there is when the server closes. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Status of the answer. */
    int status() throws IOException {
        String head = head();
        return head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    /** True when the server ends the connection within 20 s, whatever it sends before. */
    boolean isEnded() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Writes until the server ends the connection; the bytes that it took before, at most so many. */
    long flood(byte[] piece, long most) {
        long written = 0;
        try {
            while (written < most) {
                write(piece);
                written += piece.length;
            }
        } catch (IOException e) {
            return written;
        }
        return written;
    }

    static byte[] spaces(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) ' ');
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
