package io.skep.itests.cve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** The first bytes of a TLS client that offers what one chooses, also what no JDK would offer any more. */
record ClientHello(int version, int... suites) {

    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;
    private static final int MILLIS = 10_000;

    /** True when a server goes on with it, false when it says no or hangs up. */
    boolean isAcceptedAt(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(record());
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            int type = in.read();
            if (type != HANDSHAKE && type != ALERT && type != -1) {
                throw new AssertionError("no TLS: " + type);
            }
            return type == HANDSHAKE;
        }
    }

    /** As it goes on the wire. */
    byte[] record() {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        two(hello, version);
        hello.writeBytes(new byte[32]);
        hello.write(0);
        two(hello, suites.length * 2);
        for (int suite : suites) {
            two(hello, suite);
        }
        hello.write(1);
        hello.write(0);
        byte[] extensions = extensions();
        two(hello, extensions.length);
        hello.writeBytes(extensions);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(HANDSHAKE);
        two(record, 0x0301);
        two(record, hello.size() + 4);
        record.write(1);
        record.write(0);
        two(record, hello.size());
        record.writeBytes(hello.toByteArray());
        return record.toByteArray();
    }

    /** Groups secp256r1, uncompressed points, ECDSA and RSA with SHA-256 and SHA-1. */
    private static byte[] extensions() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        extension(out, 10, 0, 2, 0, 23);
        extension(out, 11, 1, 0);
        extension(out, 13, 0, 8, 4, 3, 8, 4, 4, 1, 2, 3);
        return out.toByteArray();
    }

    private static void extension(ByteArrayOutputStream out, int type, int... content) {
        two(out, type);
        two(out, content.length);
        for (int octet : content) {
            out.write(octet);
        }
    }

    private static void two(ByteArrayOutputStream out, int number) {
        out.write(number >>> 8);
        out.write(number);
    }
}
