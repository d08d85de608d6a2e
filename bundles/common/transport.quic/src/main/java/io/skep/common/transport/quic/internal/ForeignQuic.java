package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises a KubeEdge edge that dials by Google QUIC, which is another protocol, and tells it so in its own words: a version negotiation packet that names only
 * version 1 of RFC 9000, so that it gives up at once.
 */
final class ForeignQuic extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ForeignQuic.class);
    private static final int MAX_ADDRESSES = 256;

    private final Set<InetAddress> told = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Boolean> eldest) {
            return size() > MAX_ADDRESSES;
        }
    });

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof DatagramPacket packet) {
            Optional<GooglePacket> foreign = GooglePacket.parse(packet.content());
            if (foreign.isPresent()) {
                answer(context, packet, foreign.get());
                packet.release();
                return;
            }
        }
        context.fireChannelRead(message);
    }

    private void answer(ChannelHandlerContext context, DatagramPacket packet, GooglePacket foreign) {
        if (told.add(packet.sender().getAddress())) {
            LOG.warn(
                    "{} dials by Google QUIC ({}), as KubeEdge does; this cloud speaks QUIC of RFC 9000 with Skep edges only:"
                            + " set websocket.enable to true and quic.enable to false in its edgecore.yaml",
                    packet.sender().getAddress().getHostAddress(),
                    foreign.version());
        }
        ByteBuf refusal = foreign.refusal(context.alloc());
        context.writeAndFlush(new DatagramPacket(refusal, packet.sender()));
    }
}
