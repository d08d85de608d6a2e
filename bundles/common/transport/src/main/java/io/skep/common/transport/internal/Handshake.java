package io.skep.common.transport.internal;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.skep.common.transport.spi.Meter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What both ends of the WebSocket handshake share. */
final class Handshake {

    static final String NODE_ID = "Node_id";
    static final String PROJECT_ID = "Project_id";
    static final String CONNECTION_USE = "ConnectionUse";
    static final String MESSAGES = "msg";
    static final String SKEP_CHANNEL = "Skep-Channel";
    static final String SKEP_CHANNEL_VERSION = "1";
    static final int MAX_LINE = 4 * 1024;
    static final int MAX_HEADERS = 16 * 1024;
    static final int MAX_BODY = 4 * 1024;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Handshake() {}

    /** The answer to a {@code Sec-WebSocket-Key}. */
    static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-1", e);
        }
    }

    /** Puts the frames and the link at the end of the pipeline. */
    static void frames(ChannelPipeline pipeline, boolean server, int maxMessageBytes, WebSocketLink link) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessageBytes)
                .expectMaskedFrames(server)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        pipeline.addLast(
                new Meter(link::read),
                new WebSocket13FrameDecoder(config),
                new WebSocket13FrameEncoder(!server),
                new FrameReader(link, maxMessageBytes),
                new FlushSoon());
    }
}
