package io.skep.beehive.socket.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.socket.internal.Seqpacket.Sent;
import io.skep.beehive.testkit.Await;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rest relies on in the kernel's sockets of packets. */
class SeqpacketTest {

    private static final byte[] TEXT = "text".getBytes(UTF_8);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(1000);
    private Listener listener;
    private Seqpacket one;
    private Seqpacket other;

    @BeforeEach
    void connect(@TempDir Path folder) throws IOException {
        listener = Listener.open(folder.resolve("s"));
        one = Seqpacket.connect(folder.resolve("s"), 1000);
        other = listener.accept(1000).orElseThrow();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        listener.close();
        arena.close();
    }

    @Test
    void keepsPacketsApart() throws IOException {
        one.send(TEXT, () -> true);
        one.send("more".getBytes(UTF_8), () -> true);
        assertThat(other.read(buffer)).isEqualTo(TEXT);
        assertThat(other.read(buffer)).asString(UTF_8).isEqualTo("more");
        assertThat(other.await(0)).isFalse();
    }

    @Test
    void knowsWhatTheOtherSideHasRead() throws IOException {
        assertThat(one.isAllRead()).isTrue();
        one.send(TEXT, () -> true);
        assertThat(one.isAllRead()).isFalse();
        other.read(buffer);
        assertThat(one.isAllRead()).isTrue();
    }

    @Test
    void takesNothingForReadThatADeadProcessLeft() {
        one.send(TEXT, () -> true);
        other.close();
        assertThat(one.isAllRead()).isFalse();
        assertThat(one.hasEnded()).isTrue();
        assertThat(one.send(TEXT, () -> true)).isEqualTo(Sent.BROKEN);
    }

    @Test
    void readsWhatADeadProcessHadSent() throws IOException {
        one.send(TEXT, () -> true);
        other.send(TEXT, () -> true);
        one.close();
        assertThat(other.read(buffer)).isEqualTo(TEXT);
        assertThat(other.read(buffer)).isNull();
    }

    @Test
    void endsReadingAfterWhatWasSentBefore() throws IOException {
        one.send(TEXT, () -> true);
        other.endReading();
        assertThat(one.send(TEXT, () -> true)).isEqualTo(Sent.BROKEN);
        assertThat(other.read(buffer)).isEqualTo(TEXT);
        assertThat(other.read(buffer)).isNull();
        assertThat(other.send(TEXT, () -> true)).as("the other way is open").isEqualTo(Sent.TAKEN);
        assertThat(one.read(buffer)).isEqualTo(TEXT);
        assertThat(other.isAllRead()).isTrue();
    }

    @Test
    void refusesAPacketThatIsLargerThanItsBuffer() throws IOException {
        one.send(new byte[1001], () -> true);
        one.send(TEXT, () -> true);
        assertThatThrownBy(() -> other.read(buffer))
                .isInstanceOf(SkepException.class)
                .hasMessageContaining("1001 bytes");
        assertThat(other.read(buffer)).isEqualTo(TEXT);
        assertThat(one.send(new byte[64 * 1024 * 1024], () -> true)).isEqualTo(Sent.TOO_LARGE);
    }

    @Test
    void waitsForRoomAsLongAsItIsWanted() {
        byte[] large = new byte[16 * 1024];
        while (one.send(large, () -> false) == Sent.TAKEN) {
            assertThat(one.isAllRead()).isFalse();
        }
        AtomicInteger asked = new AtomicInteger();
        assertThat(one.send(large, () -> asked.incrementAndGet() < 2)).isEqualTo(Sent.GIVEN_UP);
        Thread sender = Thread.ofPlatform().start(() -> one.send(large, () -> true));
        Thread reader = Thread.ofPlatform().start(() -> drain());
        Await.until("the packet has gone out", () -> !sender.isAlive());
        one.shutdown();
        Await.until("the reader has seen the end", () -> !reader.isAlive());
    }

    private void drain() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment room = own.allocate(32 * 1024);
            for (byte[] packet = other.read(room); packet != null; packet = other.read(room)) {
                assertThat(packet).hasSize(16 * 1024);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysInWordsWhyItDoesNotConnect(@TempDir Path folder) {
        assertThatThrownBy(() -> Seqpacket.connect(folder.resolve("none"), 1000))
                .hasMessage("there is no such file or folder");
        assertThat(Posix.reason(-1234)).isEqualTo("errno 1234");
    }
}
