package io.skep.itests.fuzz.parsers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 6455 as the cloud reads it, written a second time and as plainly as can be: masked frames, no extensions, messages in one frame or many, up to
 * a bound. Reads a whole stream at once.
 *
 * @param messages the payloads of all messages that are whole
 * @param end how the link is left
 */
record FrameOracle(List<byte[]> messages, End end) {

    /** What is said of a link when all has been read. */
    enum End {
        OPEN,
        /** The peer has closed it as it should. */
        CLOSED,
        /** The peer broke the rules: what it sent before that and nobody has taken yet may be dropped. */
        BROKEN
    }

    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final long INCOMPLETE = -1;
    private static final long BROKEN = -2;

    static FrameOracle read(byte[] stream, int max) {
        ByteBuffer in = ByteBuffer.wrap(stream);
        List<byte[]> messages = new ArrayList<>();
        ByteArrayOutputStream begun = null;
        while (in.remaining() >= 1) {
            int first = in.get() & 0xff;
            int opcode = first & 0x0f;
            boolean last = (first & 0x80) != 0;
            if (!known(first, begun != null)) {
                return closedIfJudged(in, messages);
            }
            long length = length(in, opcode, max);
            if (length == INCOMPLETE) {
                return new FrameOracle(messages, End.OPEN);
            }
            if (length == BROKEN || opcode == CLOSE && length == 1) {
                return new FrameOracle(messages, End.BROKEN);
            }
            if (in.remaining() < 4 + length) {
                return new FrameOracle(messages, End.OPEN);
            }
            byte[] payload = payload(in, (int) length);
            if (opcode == CLOSE) {
                return new FrameOracle(messages, isGoodClose(payload) ? End.CLOSED : End.BROKEN);
            }
            if (opcode <= BINARY) {
                begun = begun == null ? new ByteArrayOutputStream() : begun;
                if (begun.size() + length > max) {
                    return new FrameOracle(messages, End.BROKEN);
                }
                begun.writeBytes(payload);
                if (last) {
                    messages.add(begun.toByteArray());
                    begun = null;
                }
            }
        }
        return new FrameOracle(messages, End.OPEN);
    }

    /** A faulty first byte is judged together with the second one. */
    private static FrameOracle closedIfJudged(ByteBuffer in, List<byte[]> messages) {
        return new FrameOracle(messages, in.hasRemaining() ? End.BROKEN : End.OPEN);
    }

    private static boolean known(int first, boolean inside) {
        int opcode = first & 0x0f;
        boolean last = (first & 0x80) != 0;
        boolean reserved = (first & 0x70) != 0;
        if (opcode >= CLOSE) {
            return !reserved && last && opcode <= PONG;
        }
        return !reserved && opcode <= BINARY && (opcode == CONTINUATION) == inside;
    }

    private static long length(ByteBuffer in, int opcode, int max) {
        if (!in.hasRemaining()) {
            return INCOMPLETE;
        }
        int second = in.get() & 0xff;
        int shortLength = second & 0x7f;
        if ((second & 0x80) == 0 || opcode >= CLOSE && shortLength > 125) {
            return BROKEN;
        }
        long length = shortLength;
        if (shortLength == 126) {
            if (in.remaining() < 2) {
                return INCOMPLETE;
            }
            length = in.getShort() & 0xffff;
            if (length < 126) {
                return BROKEN;
            }
        } else if (shortLength == 127) {
            if (in.remaining() < 8) {
                return INCOMPLETE;
            }
            length = in.getLong();
            if (length < 65_536) {
                return BROKEN;
            }
        }
        return length > max ? BROKEN : length;
    }

    /** Nothing, or a code that may be sent and a reason in UTF-8. */
    private static boolean isGoodClose(byte[] payload) {
        if (payload.length == 0) {
            return true;
        }
        int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        boolean sendable = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006
                || code >= 3000 && code <= 4999;
        return sendable && isText(payload);
    }

    private static boolean isText(byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload, 2, payload.length - 2));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] payload(ByteBuffer in, int length) {
        byte[] mask = new byte[4];
        in.get(mask);
        byte[] payload = new byte[length];
        in.get(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }
}
