package io.skep.beehive.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {

    @TempDir
    private Path folder;

    @Test
    void replacesASocketThatIsLeftOver() throws IOException {
        Path address = folder.resolve("s");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(address));
        }
        assertThat(address).exists();
        try (Listener listener = Listener.open(address)) {
            assertThat(listener).isNotNull();
            assertThatThrownBy(() -> Listener.open(address)).hasMessageContaining("another process listens there");
        }
        assertThat(address).doesNotExist();
    }

    @Test
    void leavesAloneWhatIsNotItsOwn() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        assertThatThrownBy(() -> Listener.open(file)).hasMessageContaining("no socket");
        assertThat(file).hasContent("text");
        Path stream = folder.resolve("stream");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(stream));
            assertThatThrownBy(() -> Listener.open(stream)).hasMessageContaining("another type");
        }
        assertThatThrownBy(() -> Listener.open(folder.resolve("none/s"))).hasMessageContaining("no such file");
        Path replaced = folder.resolve("replaced");
        try (Listener listener = Listener.open(replaced)) {
            Files.delete(replaced);
            Files.writeString(replaced, "somebody else's");
            assertThat(listener).isNotNull();
        }
        assertThat(replaced).hasContent("somebody else's");
    }

    @Test
    void acceptsUntilItIsShutDown() throws Exception {
        Path address = folder.resolve("s");
        try (Listener listener = Listener.open(address);
                Process process = new Process(address);
                Seqpacket accepted = listener.accept(1024).orElseThrow()) {
            assertThat(accepted.peer().process())
                    .isEqualTo((int) ProcessHandle.current().pid());
            assertThat(accepted.peer().user()).isEqualTo(Posix.user());
            process.sendRaw("text");
            assertThat(accepted.await(1000)).isTrue();
            FutureTask<Optional<Seqpacket>> waiting = new FutureTask<>(() -> listener.accept(1024));
            Thread thread = Thread.ofPlatform().start(waiting);
            listener.shutdown();
            assertThat(waiting.get()).isEmpty();
            thread.join();
        }
    }
}
