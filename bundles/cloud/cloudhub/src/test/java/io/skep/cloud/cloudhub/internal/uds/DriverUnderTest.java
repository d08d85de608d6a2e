package io.skep.cloud.cloudhub.internal.uds;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.skep.beehive.api.Message;
import io.skep.common.model.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A CSI driver's end of the unix socket: writes, and reads one answer without closing its side. */
public final class DriverUnderTest implements AutoCloseable {

    private final SocketChannel channel;

    public DriverUnderTest(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** True when somebody listens there. */
    public static boolean isTaken(Path socket) {
        try (DriverUnderTest driver = new DriverUnderTest(socket)) {
            return driver.channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public DriverUnderTest send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** The answer, up to its newline. */
    public Message answer() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one.clear()) > 0 && one.get(0) != '\n') {
            read.write(one.get(0));
        }
        try {
            return MessageCodec.read(read.toByteArray());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no answer, but '" + read.toString(StandardCharsets.UTF_8) + "'", e);
        }
    }

    /** True when the hub has closed its side. */
    public boolean isAtEnd() throws IOException {
        return channel.read(ByteBuffer.allocate(1)) < 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
