package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.common.model.MessageCodec;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.internal.NettyLinks;
import io.skep.distributions.launcher.SocketFolder;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver's call reaches an edge through the shipped cloudcore, in its container and by the real link. */
@Timeout(180)
class VolumeSocketIT {

    private static final int OFFSET = 17_000;
    private static final String NODE = "edge-volumes";

    @Test
    void carriesVolumeCallsOfTheShippedCloud() throws Exception {
        try (Cluster cluster = Cluster.up("volumes", OFFSET, 0)) {
            Path socket = SocketFolder.locate(cluster.folder(), System.getenv()).resolve("kubeedge.sock");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThat(ask(socket, "deletevolume").content().toString()).startsWith("SKEP-525 ");

            Link edge = connect(cluster);
            try {
                Await.until(
                        "the edge has a session",
                        Duration.ofSeconds(20),
                        () -> cluster.shell("cloud", "cloudhub:nodes").out(),
                        rows -> rows.contains(NODE));
                Message answer = ask(socket, "createvolume");
                assertThat(answer.operation()).isEqualTo("response");
                assertThat(answer.resource()).isEqualTo("default/volume/v-1");
                assertThat(answer.content()).isEqualTo("eyJ2b2x1bWUiOnt9fQ==");
            } finally {
                edge.close();
            }
            assertThat(ask(socket, "pod").content().toString()).startsWith("SKEP-524 ");
            Cluster.skep("down", "--dir", cluster.folder().toString()).ok();
            assertThat(socket).doesNotExist();
        }
    }

    private static Message ask(Path socket, String operation) throws IOException {
        Message call = Message.of("cloudhub", "resource", operation, "node/" + NODE + "/default/volume/v-1", "{}");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            MessageCodec.write(call, Channels.newOutputStream(channel));
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            while (channel.read(answer) > 0) {
                assertThat(answer.hasRemaining()).isTrue();
            }
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            return MessageCodec.read(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** An edge that answers every volume call. */
    private static Link connect(Cluster cluster) throws Exception {
        String token = Files.readString(cluster.folder().resolve("cloud/token")).strip();
        Enrolled enrolled = new EdgeEnrollment(
                        URI.create("https://127.0.0.1:" + cluster.port(10002)),
                        NODE,
                        Duration.ofSeconds(20),
                        InstantSource.system(),
                        new SecureRandom())
                .bootstrap(token);
        return new NettyLinks()
                .connect(
                        new LinkClientOptions(
                                "127.0.0.1:" + cluster.port(10000),
                                "e632aba927ea4ac2b575ec1603d56f10",
                                NODE,
                                ReloadableKeyManager.of(enrolled.identity()),
                                CaTrustManager.of(enrolled.ca()),
                                1 << 20,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                Duration.ZERO),
                        new Answering());
    }

    private static final class Answering implements LinkHandler {
        @Override
        public void received(Link link, Message message) throws InterruptedException {
            if (message.resource().equals("default/volume/v-1")) {
                link.send(message.response("eyJ2b2x1bWUiOnt9fQ=="));
            }
        }

        @Override
        public void connected(Link link) {
            assertThat(link.isOpen()).isTrue();
        }

        @Override
        public void disconnected(Link link, String reason) {
            assertThat(link.isOpen()).isFalse();
        }
    }
}
