package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FramesTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Frames frames = new Frames(out);

    @Test
    void writesOutputErrorsAndTheEnd() throws IOException {
        frames.stream('o').println("ü");
        frames.error("bad");
        frames.end(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("o 3\nü\ne 4\nbad\nx 1\n");
    }

    @Test
    void writesNoEmptyFrame() {
        PrintStream stream = frames.stream('o');
        stream.print("");
        stream.flush();
        assertThat(out.size()).isZero();
    }

    @Test
    void cutsLongOutputIntoFramesWithoutLosingAByte() throws IOException {
        byte[] sent = "a".repeat(150_000).getBytes(StandardCharsets.US_ASCII);
        frames.stream('o').write(sent);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("o 65536\naaa").contains("ao 65536\naaa").contains("ao 18928\naaa");
        assertThat(text.chars().filter(c -> c == 'a').count()).isEqualTo(sent.length);
    }

    @Test
    void boundsAnErrorLine() throws IOException {
        frames.error("e".repeat(100_000));
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("e 65536\n");
    }
}
