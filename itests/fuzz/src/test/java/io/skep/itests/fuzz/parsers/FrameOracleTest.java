package io.skep.itests.fuzz.parsers;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.fuzz.parsers.FrameOracle.End;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The second reader of frames is right where RFC 6455 is plain, so that a difference says something about the first one. */
class FrameOracleTest {

    private static final byte[] AB = {'a', 'b'};
    private static final byte[] C = {'c'};
    private static final int MAX = 300;

    private static FrameOracle read(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return FrameOracle.read(out.toByteArray(), MAX);
    }

    private static byte[] frame(int first, byte[] payload) {
        return FrameTarget.frame(first, payload);
    }

    private static String texts(FrameOracle read) {
        return String.join(
                "|",
                read.messages().stream()
                        .map(message -> new String(message, StandardCharsets.UTF_8))
                        .toList());
    }

    @Test
    void readsWholeMessagesAndFragmentsWithControlFramesBetweenThem() {
        FrameOracle read = read(
                frame(0x81, AB),
                frame(0x01, AB),
                frame(0x89, C),
                frame(0x00, C),
                frame(0x80, new byte[0]),
                frame(0x82, C));
        assertThat(texts(read)).isEqualTo("ab|abc|c");
        assertThat(read.end()).isEqualTo(End.OPEN);
    }

    @Test
    void waitsForWhatIsCutOff() {
        byte[] whole = frame(0x81, AB);
        for (int length = 1; length < whole.length; length++) {
            FrameOracle read = read(Arrays.copyOf(whole, length));
            assertThat(read.messages()).isEmpty();
            assertThat(read.end()).isEqualTo(End.OPEN);
        }
    }

    @Test
    void endsWithACloseFrameWhateverFollows() {
        assertThat(read(frame(0x81, AB), frame(0x88, new byte[0]), frame(0x81, C)))
                .satisfies(read -> assertThat(texts(read)).isEqualTo("ab"))
                .extracting(FrameOracle::end)
                .isEqualTo(End.CLOSED);
        assertThat(read(frame(0x88, new byte[] {3, (byte) 0xed})).end()).isEqualTo(End.BROKEN);
        assertThat(read(frame(0x88, new byte[] {3, (byte) 0xe8, (byte) 0xff})).end())
                .isEqualTo(End.BROKEN);
    }

    @Test
    void knowsBrokenRules() {
        assertThat(read(frame(0x80, C)).end()).as("continued, not begun").isEqualTo(End.BROKEN);
        assertThat(read(frame(0x01, C), frame(0x81, C)).end())
                .as("begun inside")
                .isEqualTo(End.BROKEN);
        assertThat(read(frame(0xC1, C)).end()).as("reserved bit").isEqualTo(End.BROKEN);
        assertThat(read(frame(0x83, C)).end()).as("unknown opcode").isEqualTo(End.BROKEN);
        assertThat(read(frame(0x09, C)).end()).as("ping in fragments").isEqualTo(End.BROKEN);
        assertThat(read(frame(0x89, new byte[126])).end()).as("long ping").isEqualTo(End.BROKEN);
        assertThat(read(new byte[] {(byte) 0x81, 1, 'a'}).end()).as("no mask").isEqualTo(End.BROKEN);
        assertThat(read(new byte[] {(byte) 0x81, (byte) 0xfe, 0, 5}).end())
                .as("length too long")
                .isEqualTo(End.BROKEN);
        assertThat(read(frame(0x81, new byte[MAX + 1])).end()).as("too large").isEqualTo(End.BROKEN);
        assertThat(read(frame(0x01, new byte[MAX]), frame(0x80, C)).end())
                .as("too large together")
                .isEqualTo(End.BROKEN);
        assertThat(read(frame(0x81, new byte[MAX])).end())
                .as("as large as can be")
                .isEqualTo(End.OPEN);
    }
}
