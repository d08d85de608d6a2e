package io.skep.itests.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes inputs blindly, without a look at what they reach: the short run of the tests. The same random numbers give the same inputs. */
final class Mutator {

    private static final int LONGEST = 8 * 1024;
    private static final byte[] EDGES = {0, 1, 0x7e, 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};
    private static final List<String> WORDS = List.of(
            "null",
            "[]",
            "{}",
            "\"\"",
            "NaN",
            "1e999",
            "-9223372036854775808",
            "[[[[[[",
            "\\u0000",
            "../",
            "%00",
            "%ff");

    private final RandomGenerator random;

    Mutator(RandomGenerator random) {
        this.random = random;
    }

    /** A changed copy; what is spliced in comes from the corpus. */
    byte[] mutate(byte[] input, List<byte[]> corpus) {
        byte[] changed = input.clone();
        for (int rounds = 1 + random.nextInt(4); rounds > 0; rounds--) {
            changed = once(changed, corpus);
        }
        return changed.length > LONGEST ? Arrays.copyOf(changed, LONGEST) : changed;
    }

    private byte[] once(byte[] input, List<byte[]> corpus) {
        int at = random.nextInt(input.length + 1);
        return switch (random.nextInt(7)) {
            case 0 -> replaced(input, at, (byte) (at < input.length ? input[at] ^ 1 << random.nextInt(8) : 0));
            case 1 -> replaced(input, at, EDGES[random.nextInt(EDGES.length)]);
            case 2 -> Arrays.copyOf(input, at);
            case 3 -> spliced(input, at, at, part(corpus.get(random.nextInt(corpus.size()))));
            case 4 ->
                spliced(
                        input,
                        at,
                        at,
                        WORDS.get(random.nextInt(WORDS.size())).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            case 5 -> spliced(input, at, Math.min(input.length, at + 1 + random.nextInt(16)), new byte[0]);
            default -> spliced(input, at, at, part(input));
        };
    }

    private static byte[] replaced(byte[] input, int at, byte value) {
        if (at < input.length) {
            input[at] = value;
        }
        return input;
    }

    private byte[] part(byte[] input) {
        int from = random.nextInt(input.length + 1);
        return Arrays.copyOfRange(input, from, from + random.nextInt(input.length - from + 1));
    }

    /** With what lies between two places replaced. */
    private static byte[] spliced(byte[] input, int from, int to, byte[] between) {
        byte[] result = new byte[from + between.length + input.length - to];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(between, 0, result, from, between.length);
        System.arraycopy(input, to, result, from + between.length, input.length - to);
        return result;
    }
}
