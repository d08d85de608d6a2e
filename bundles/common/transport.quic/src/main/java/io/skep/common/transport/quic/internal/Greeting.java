package io.skep.common.transport.quic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.skep.common.model.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The first frame of either end, after TLS and before any message. */
sealed interface Greeting {

    int VERSION = 1;
    int MAX_BYTES = 4 * 1024;
    int ACCEPTED = 200;
    int BAD_REQUEST = 400;
    int MAX_ADVICE_SECONDS = 24 * 3600;

    ObjectNode json();

    /** What the edge says it is; only a claim. */
    record Hello(int version, String nodeId, String projectId) implements Greeting {

        /** Empty when it is no greeting. */
        static Optional<Hello> read(ByteBuf frame) {
            return parse(frame)
                    .map(json -> new Hello(
                            json.path("version").asInt(),
                            json.path("node").asText(""),
                            json.path("project").asText("")));
        }

        @Override
        public ObjectNode json() {
            return Json.object().put("version", version).put("node", nodeId).put("project", projectId);
        }
    }

    /**
     * The cloud's answer.
     *
     * @param retryAfter zero for no advice; whole seconds on the wire, rounded up
     */
    record Answer(int status, String reason, Duration retryAfter) implements Greeting {

        private static final int MAX_REASON = 500;

        static final Answer YES = new Answer(ACCEPTED, "", Duration.ZERO);

        public Answer {
            reason = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        }

        /** Empty when it is no answer. The advice is never longer than a day. */
        static Optional<Answer> read(ByteBuf frame) {
            return parse(frame).map(json -> {
                long seconds = Math.clamp(json.path("retryAfter").asLong(), 0, MAX_ADVICE_SECONDS);
                return new Answer(
                        json.path("status").asInt(), json.path("reason").asText(""), Duration.ofSeconds(seconds));
            });
        }

        boolean isAccepted() {
            return status == ACCEPTED;
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object().put("version", VERSION).put("status", status);
            if (!reason.isEmpty()) {
                json.put("reason", reason);
            }
            if (retryAfter.isPositive()) {
                json.put("retryAfter", retryAfter.plusSeconds(1).minusNanos(1).toSeconds());
            }
            return json;
        }
    }

    private static Optional<JsonNode> parse(ByteBuf frame) {
        try {
            return Optional.of(Json.parse(ByteBufUtil.getBytes(frame))).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The frame with its length. */
    default ByteBuf frame() {
        byte[] text = Json.writeBytes(json());
        return Unpooled.buffer(FrameDecoder.LENGTH_BYTES + text.length)
                .writeInt(text.length)
                .writeBytes(text);
    }
}
