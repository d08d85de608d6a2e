package io.skep.common.transport.quic.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.skep.beehive.api.SkepException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What both ends' UDP sockets and connections have in common. */
final class Endpoints {

    private static final int DATAGRAM = 2048;
    private static final int PAYLOAD = 1350;
    private static final int SOCKET_BUFFER = 2 * 1024 * 1024;
    private static final long STREAM_WINDOW = 512 * 1024;
    private static final int KEPT_DATAGRAMS = 4;

    private Endpoints() {}

    /** @throws SkepException SKEP-507 on a platform without the native library */
    static void requireLibrary() {
        if (!Quic.isAvailable()) {
            Throwable cause = Quic.unavailabilityCause();
            throw new SkepException(
                    QuicError.NO_NATIVE_LIBRARY,
                    "The QUIC lane cannot run here because its native library is not there for "
                            + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ".",
                    cause);
        }
    }

    /** One stream, moved connections, windows; no other streams. */
    static <B extends QuicCodecBuilder<B>> B tune(B codec, Duration idle) {
        return codec.maxIdleTimeout(idle.toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxData(2 * STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamsUnidirectional(0)
                .maxRecvUdpPayloadSize(DATAGRAM)
                .maxSendUdpPayloadSize(PAYLOAD)
                .datagram(KEPT_DATAGRAMS, KEPT_DATAGRAMS)
                .activeMigration(true);
    }

    /** Of either end, complete but for the kind of channel. */
    static Bootstrap socket(EventLoopGroup loops) {
        return new Bootstrap()
                .group(loops)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM))
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER);
    }
}
