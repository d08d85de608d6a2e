package io.skep.itests.fuzz.parsers;

import io.skep.common.transport.internal.LinkDoor;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import io.skep.itests.fuzz.parsers.FrameOracle.End;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * WebSocket frames of an edge. The first byte says in what pieces the rest comes from the socket. What the link hands on must be, byte for byte, what
 * {@link FrameOracle} reads, whatever the pieces are; only what came before a broken rule may be dropped. Nothing may be held afterwards.
 */
public final class FrameTarget implements Target {

    static final int MAX = 4096;

    @Override
    public String name() {
        return "frame";
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int piece = 1 + (input[0] & 0xff);
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        LinkDoor link = new LinkDoor(MAX);
        for (int from = 0; from < stream.length; from += piece) {
            link.write(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + piece)));
        }
        boolean open = link.isOpen();
        link.close();
        FrameOracle oracle = FrameOracle.read(stream, MAX);
        List<byte[]> read = link.messages();
        boolean dropped =
                oracle.end() == End.BROKEN && read.size() < oracle.messages().size();
        List<byte[]> expected = dropped ? oracle.messages().subList(0, read.size()) : oracle.messages();
        Finding.unless(
                Arrays.deepEquals(read.toArray(), expected.toArray()),
                "the link read " + read.size() + " messages, RFC 6455 says "
                        + oracle.messages().size());
        Finding.unless(open == (oracle.end() == End.OPEN), "the link is open: " + open + ", but " + oracle.end());
        Finding.unless(link.held() == 0, link.held() + " bytes are held after the end");
    }

    @Override
    public List<byte[]> seeds() {
        byte[] text = "{\"header\":{}}\n".getBytes(StandardCharsets.UTF_8);
        return List.of(
                stream(255, frame(0x81, text)),
                stream(0, frame(0x81, text)),
                stream(7, frame(0x01, text), frame(0x00, text), frame(0x80, new byte[0])),
                stream(40, frame(0x02, text), frame(0x89, "x".getBytes(StandardCharsets.UTF_8)), frame(0x80, text)),
                stream(255, frame(0x82, new byte[126])),
                stream(255, frame(0x8a, new byte[0]), frame(0x88, new byte[] {3, (byte) 0xe8})),
                stream(99, frame(0x81, new byte[MAX])),
                stream(99, frame(0x81, new byte[MAX + 1])),
                stream(9, new byte[] {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4, 5}),
                stream(9, new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, -1, -1, -1, -1, 1, 2, 3, 4, 5}),
                stream(3, new byte[] {(byte) 0x81, (byte) 0xfe, 0, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    private static byte[] stream(int piece, byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(piece);
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }

    /** One masked frame. */
    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >>> 8);
            out.write(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }
}
