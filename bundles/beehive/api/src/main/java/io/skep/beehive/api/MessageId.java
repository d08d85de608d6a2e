package io.skep.beehive.api;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The id of a message: the wire form of a version 4 UUID, from a fast source, as ids need not be secret, only unique. The text is made when it is
 * asked for; most messages of the bus end before that. Equality is that of the texts. Thread-safe.
 */
public final class MessageId {

    /** The id of a message that has none. */
    public static final MessageId NONE = new MessageId(0, 0, "");

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int LENGTH = 36;
    private static final long ODD = 0x8000_0000_0000_0000L;

    private final long high;
    private final long low;

    /** Null until it is asked for. A race makes it twice, and equal. */
    private String text;

    private MessageId(long high, long low, String text) {
        this.high = high;
        this.low = low;
        this.text = text;
    }

    /** A new id as text: 36 characters, lower case. */
    public static String next() {
        return random().text();
    }

    /** A new id. */
    public static MessageId random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new MessageId(
                random.nextLong() & 0xffff_ffff_ffff_0fffL | 0x0000_0000_0000_4000L,
                random.nextLong() & 0x3fff_ffff_ffff_ffffL | ODD,
                null);
    }

    /** The id with this text, whatever its form. */
    public static MessageId of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        long high = 0;
        long low = 0;
        int digits = 0;
        if (text.length() == LENGTH) {
            for (int i = 0; i < LENGTH; i++) {
                int digit = digit(text.charAt(i));
                if (i == 8 || i == 13 || i == 18 || i == 23 ? text.charAt(i) != '-' : digit < 0) {
                    digits = -1;
                    break;
                }
                if (digit >= 0) {
                    high = digits < 16 ? high << 4 | digit : high;
                    low = digits < 16 ? low : low << 4 | digit;
                    digits++;
                }
            }
        }
        return digits == 32 ? new MessageId(high, low, text) : new MessageId(text.hashCode(), ~text.length(), text);
    }

    private static int digit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** The text; empty for {@link #NONE}. */
    public String text() {
        String known = text;
        if (known == null) {
            known = write(high, low);
            text = known;
        }
        return known;
    }

    public boolean isNone() {
        return high == 0 && low == 0;
    }

    @SuppressWarnings("deprecation") // the one String constructor that copies Latin-1 bytes without decoding them
    private static String write(long high, long low) {
        byte[] text = new byte[LENGTH];
        write(text, 0, high >>> 32, 8);
        text[8] = '-';
        write(text, 9, high >>> 16, 4);
        text[13] = '-';
        write(text, 14, high, 4);
        text[18] = '-';
        write(text, 19, low >>> 48, 4);
        text[23] = '-';
        write(text, 24, low, 12);
        return new String(text, 0, 0, LENGTH);
    }

    private static void write(byte[] text, int offset, long bits, int digits) {
        for (int i = offset + digits - 1; i >= offset; i--) {
            text[i] = HEX[(int) bits & 0xf];
            bits >>>= 4;
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof MessageId that
                        && high == that.high
                        && low == that.low
                        && (text == null || that.text == null || text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low);
    }

    @Override
    public String toString() {
        return text();
    }
}
