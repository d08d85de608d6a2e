package io.skep.beehive.api;

import java.util.concurrent.ThreadLocalRandom;

/** Ids of messages: the wire form of a version 4 UUID, from a fast source; they need not be secret, only unique. */
public final class MessageId {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private MessageId() {}

    /** A new id: 36 characters, lower case. */
    @SuppressWarnings("deprecation") // the one String constructor that copies Latin-1 bytes without decoding them
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & 0xffffffffffff0fffL | 0x0000000000004000L;
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        byte[] text = new byte[36];
        write(text, 0, high >>> 32, 8);
        text[8] = '-';
        write(text, 9, high >>> 16, 4);
        text[13] = '-';
        write(text, 14, high, 4);
        text[18] = '-';
        write(text, 19, low >>> 48, 4);
        text[23] = '-';
        write(text, 24, low, 12);
        return new String(text, 0, 0, 36);
    }

    private static void write(byte[] text, int offset, long bits, int digits) {
        for (int i = offset + digits - 1; i >= offset; i--) {
            text[i] = HEX[(int) bits & 0xf];
            bits >>>= 4;
        }
    }
}
