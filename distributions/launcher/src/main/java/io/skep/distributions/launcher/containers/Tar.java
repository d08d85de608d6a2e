package io.skep.distributions.launcher.containers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a tar archive (ustar) in memory: everything is root's and of 1970, so that the same content gives the same bytes. */
final class Tar {

    private static final int BLOCK = 512;
    private static final int MOST_NAME = 100;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Tar folder(String name, int mode) {
        entry(name + "/", mode, '5', "", new byte[0]);
        return this;
    }

    Tar file(String name, int mode, byte[] content) {
        entry(name, mode, '0', "", content);
        return this;
    }

    Tar link(String name, String target) {
        entry(name, 0777, '2', target, new byte[0]);
        return this;
    }

    /** The whole archive; ends it. */
    byte[] bytes() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private void entry(String name, int mode, char kind, String target, byte[] content) {
        byte[] head = new byte[BLOCK];
        put(head, 0, name);
        put(head, 100, octal(mode, 7));
        put(head, 108, octal(0, 7));
        put(head, 116, octal(0, 7));
        put(head, 124, octal(content.length, 11));
        put(head, 136, octal(0, 11));
        Arrays.fill(head, 148, 156, (byte) ' ');
        head[156] = (byte) kind;
        put(head, 157, target);
        put(head, 257, "ustar\u000000");
        int sum = 0;
        for (byte b : head) {
            sum += b & 255;
        }
        put(head, 148, octal(sum, 6) + "\0");
        out.writeBytes(head);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static void put(byte[] head, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_NAME) {
            throw new IllegalArgumentException("the name " + text + " is too long for a tar archive");
        }
        System.arraycopy(bytes, 0, head, at, bytes.length);
    }

    private static String octal(long value, int digits) {
        return String.format("%0" + digits + "o", value);
    }
}
