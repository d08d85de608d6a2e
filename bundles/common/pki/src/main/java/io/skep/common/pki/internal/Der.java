package io.skep.common.pki.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The little DER that private keys need, and a look at what a bigger parser is to read. Reading throws {@link IllegalArgumentException} on anything that is not well-formed. */
final class Der {

    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int CONTEXT_0 = 0xa0;
    static final int CONTEXT_1 = 0xa1;

    private static final int CONSTRUCTED = 0x20;
    private static final int HIGH_TAG = 0x1f;

    private final ByteBuffer input;

    private Der(ByteBuffer input) {
        this.input = input;
    }

    static Der read(byte[] bytes) {
        return new Der(ByteBuffer.wrap(bytes));
    }

    boolean hasMore() {
        return input.hasRemaining();
    }

    /** The tag of the next element. */
    int peek() {
        require(input.hasRemaining());
        return input.get(input.position()) & 0xff;
    }

    /** The content of the next element, which has this tag. */
    byte[] take(int tag) {
        require(peek() == tag);
        input.get();
        byte[] content = new byte[length()];
        input.get(content);
        return content;
    }

    /** The next element, which is constructed and has this tag. */
    Der enter(int tag) {
        return read(take(tag));
    }

    /** The next element as it stands, tag and length included. */
    byte[] whole() {
        int start = input.position();
        take(peek());
        return Arrays.copyOfRange(input.array(), input.arrayOffset() + start, input.arrayOffset() + input.position());
    }

    private int length() {
        require(input.hasRemaining());
        int first = input.get() & 0xff;
        int length = first;
        if (first >= 0x80) {
            int octets = first & 0x7f;
            require(octets >= 1 && octets <= 3 && input.remaining() >= octets);
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | input.get() & 0xff;
            }
        }
        require(length <= input.remaining());
        return length;
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw new IllegalArgumentException("not well-formed DER");
        }
    }

    /** True when these are whole elements, nested no deeper than that; a parser that calls itself is safe from them. */
    static boolean isShallow(byte[] der, int depth) {
        int[] ends = new int[depth];
        int open = 0;
        int at = 0;
        while (at < der.length) {
            while (open > 0 && at == ends[open - 1]) {
                open--;
            }
            int limit = open > 0 ? ends[open - 1] : der.length;
            ByteBuffer element = ByteBuffer.wrap(der, at, limit - at);
            int tag = element.get() & 0xff;
            int length = new Der(element).lengthOrMinusOne();
            if (length < 0 || (tag & HIGH_TAG) == HIGH_TAG) {
                return false;
            }
            at = element.position();
            if ((tag & CONSTRUCTED) == 0) {
                at += length;
            } else if (open == depth) {
                return false;
            } else {
                ends[open++] = at + length;
            }
        }
        return true;
    }

    private int lengthOrMinusOne() {
        try {
            return length();
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** One element with the given content. */
    static byte[] element(int tag, byte[]... content) {
        int length = Arrays.stream(content).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        for (byte[] part : content) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] integer(int value) {
        return element(INTEGER, new byte[] {(byte) value});
    }
}
