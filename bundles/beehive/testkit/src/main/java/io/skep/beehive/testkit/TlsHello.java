package io.skep.beehive.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** The first message of a TLS client written by hand, because no Java of today offers what old clients offer. */
public final class TlsHello {

    public static final int SSL_3 = 0x0300;
    public static final int TLS_1_0 = 0x0301;
    public static final int TLS_1_1 = 0x0302;
    public static final int TLS_1_2 = 0x0303;

    /** ECDHE with ECDSA, AES-128-GCM: what a sound TLS 1.2 client offers, among others. */
    public static final int AEAD = 0xc02b;

    /** All of CBC, 3DES, RC4, NULL, and RSA key exchange, that clients of the last twenty years offer. */
    public static final List<Integer> WEAK = List.of(
            0xc023, 0xc024, 0xc027, 0xc028, 0xc009, 0xc00a, 0xc013, 0xc014, 0xc008, 0xc012, 0xc007, 0xc011, 0xc006,
            0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004, 0x0002, 0x0001);

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int TIMEOUT_MS = 10_000;

    private TlsHello() {}

    /**
     * Offers this and nothing else.
     *
     * @return {@code suite 0xc02b} when the server chose one, {@code alert 40}, or {@code closed}
     */
    public static String offer(int port, int version, List<Integer> suites) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            byte[] hello = hello(version, suites);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(new byte[] {HANDSHAKE, 3, 1});
            out.writeShort(hello.length);
            out.write(hello);
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    private static String answer(DataInputStream in) throws IOException {
        int type = in.read();
        if (type < 0) {
            return "closed";
        }
        in.readUnsignedShort();
        byte[] record = new byte[in.readUnsignedShort()];
        in.readFully(record);
        if (type == ALERT) {
            return "alert " + record[1];
        }
        int session = 4 + 2 + 32;
        int suite = session + 1 + record[session];
        return String.format("suite 0x%02x%02x", record[suite], record[suite + 1]);
    }

    private static byte[] hello(int version, List<Integer> suites) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(version);
        out.write(new byte[32]);
        out.writeByte(0);
        out.writeShort(suites.size() * 2);
        for (int suite : suites) {
            out.writeShort(suite);
        }
        out.write(new byte[] {1, 0});
        byte[] extensions = extensions();
        out.writeShort(extensions.length);
        out.write(extensions);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(message);
        head.writeByte(1);
        head.writeByte(0);
        head.writeShort(bytes.size());
        head.write(bytes.toByteArray());
        return message.toByteArray();
    }

    /** Groups P-256 and P-384, uncompressed points, ECDSA and RSA signatures with SHA-2 and SHA-1. */
    private static byte[] extensions() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {0, 10, 0, 6, 0, 4, 0, 23, 0, 24});
        out.write(new byte[] {0, 11, 0, 2, 1, 0});
        out.write(new byte[] {0, 13, 0, 14, 0, 12, 4, 3, 5, 3, 8, 4, 4, 1, 2, 3, 2, 1});
        return bytes.toByteArray();
    }
}
