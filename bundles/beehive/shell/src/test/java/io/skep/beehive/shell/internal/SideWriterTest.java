package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SideWriterTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void writesInOrderAndToTheEnd() throws Exception {
        SideWriter writer = new SideWriter(written, "test");
        writer.write(bytes("one "), 0, 4);
        writer.write('2');
        writer.write(bytes("xx three"), 2, 6);
        writer.finish();
        assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("one 2 three");
        assertThatThrownBy(() -> writer.write('x')).hasMessage("the client is gone");
    }

    @Test
    void takesNothingOfAnInterruptedThreadAndHarmsNoOther() throws Exception {
        SideWriter writer = new SideWriter(written, "test");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> writer.write(bytes("lost"))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        writer.write(bytes("kept"));
        writer.finish();
        assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("kept");
    }

    @Test
    void losesNothingWhenAnInterruptedThreadFlushesWhatAnotherOnePrinted() throws Exception {
        SideWriter writer = new SideWriter(written, "test");
        PrintStream out = new Frames(writer).stream('o');
        out.print("kept");
        Thread.currentThread().interrupt();
        out.flush();
        assertThat(Thread.interrupted()).isTrue();
        out.flush();
        writer.finish();
        assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("o 4\nkept");
    }

    @Test
    void endsWithItsChannel() {
        SideWriter writer = new SideWriter(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("gone");
                    }
                },
                "test");
        Await.until("the failure is known", () -> {
            try {
                writer.write('x');
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void endsWhenItIsClosed() {
        SideWriter writer = new SideWriter(written, "test");
        writer.close();
        assertThatThrownBy(() -> writer.write('x')).isInstanceOf(IOException.class);
    }
}
