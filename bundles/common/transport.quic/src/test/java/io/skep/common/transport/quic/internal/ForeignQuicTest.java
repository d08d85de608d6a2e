package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignQuicTest {

    /** Public header with version and connection id of eight bytes, packet number 1, then the sealed rest. */
    private static final String Q043 = "0d" + "1122334455667788" + "51303433" + "01" + "00".repeat(1200);

    /** Long header of the drafts: type Initial, version, lengths 8 and 0. */
    private static final String Q044 = "ff" + "51303434" + "50" + "1122334455667788" + "00000001" + "00".repeat(1200);

    private static final InetSocketAddress CLOUD = new InetSocketAddress("10.0.0.1", 10001);
    private static final InetSocketAddress EDGE = new InetSocketAddress("10.0.0.2", 4711);

    private final EmbeddedChannel channel = new EmbeddedChannel(new ForeignQuic());

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private String answer(String question) {
        channel.writeInbound(new DatagramPacket(bytes(question), CLOUD, EDGE));
        DatagramPacket answer = channel.readOutbound();
        if (answer == null) {
            return "";
        }
        try {
            assertThat(answer.recipient()).isEqualTo(EDGE);
            return ByteBufUtil.hexDump(answer.content());
        } finally {
            answer.release();
        }
    }

    @Test
    void answersQ043WithAVersionNegotiationThatNamesNoneOfItsVersions() {
        assertThat(answer(Q043)).isEqualTo("09" + "1122334455667788" + "00000001");
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void answersQ044InTheLongHeaderOfItsTime() {
        assertThat(answer(Q044)).isEqualTo("c0" + "00000000" + "05" + "1122334455667788" + "00000001");
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0d1122334455667788513034",
                "0e112233445566778851303433010000000000",
                "081122334455667788513034330100000000",
                "0d11223344556677880000000101000000000000",
                "4d112233445566778851303433010000000000000000",
                "c00000000108112233445566778800004496aabbccdd",
                "ff513034345112233445566778800000001000000"
            })
    void leavesEverythingElseToTheCodec(String question) {
        String hex = question.length() % 2 == 0 ? question : question + "0";
        assertThat(answer(hex)).isEmpty();
        DatagramPacket passed = channel.readInbound();
        assertThat(ByteBufUtil.hexDump(passed.content())).isEqualTo(hex);
        passed.release();
    }

    @Test
    void namesTheVersion() {
        assertThat(GooglePacket.parse(bytes(Q043)).map(GooglePacket::version)).contains("Q043");
        assertThat(GooglePacket.parse(bytes(Q044)).map(GooglePacket::version)).contains("Q044");
    }
}
