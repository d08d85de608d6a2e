package io.skep.itests.fuzz.parsers;

import io.skep.common.transport.quic.internal.QuicDoor;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames of a QUIC link: a length of four bytes and so many bytes. The first byte says in what pieces the rest comes. Nothing is held for a length alone. */
public final class QuicTarget implements Target {

    private static final int MAX = 4096;

    @Override
    public String name() {
        return "quic";
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int piece = 1 + (input[0] & 0xff);
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        QuicDoor link = new QuicDoor(MAX);
        for (int from = 0; from < stream.length; from += piece) {
            link.write(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + piece)));
            Finding.unless(link.held() <= 4L * MAX + 4096, link.held() + " bytes are held for " + stream.length);
        }
        boolean broken = link.isBroken();
        link.close();
        List<byte[]> expected = new ArrayList<>();
        Finding.unless(broken == isBroken(ByteBuffer.wrap(stream), expected), "broken: " + broken);
        Finding.unless(
                Arrays.deepEquals(link.frames().toArray(), expected.toArray()),
                link.frames().size() + " frames instead of " + expected.size());
        Finding.unless(link.held() == 0, link.held() + " bytes are held after the end");
    }

    /** Reads it a second time, as plainly as can be. */
    private static boolean isBroken(ByteBuffer in, List<byte[]> frames) {
        while (in.remaining() >= 4) {
            long length = in.getInt() & 0xffff_ffffL;
            if (length > MAX) {
                return true;
            }
            if (in.remaining() < length) {
                return false;
            }
            byte[] frame = new byte[(int) length];
            in.get(frame);
            frames.add(frame);
        }
        return false;
    }

    @Override
    public List<byte[]> seeds() {
        byte[] text = Seeds.bytes("{}\n");
        return List.of(
                stream(255, frame(text), frame(new byte[0]), frame(text)),
                stream(0, frame(text), frame(text)),
                stream(99, frame(new byte[MAX])),
                stream(99, frame(text), frame(new byte[MAX + 1])),
                stream(3, new byte[] {-1, -1, -1, -1, 1}),
                stream(3, new byte[] {(byte) 0x80, 0, 0, 0, 1}),
                stream(3, new byte[] {0, 0, 15, -1, 1, 2}));
    }

    private static byte[] frame(byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] stream(int piece, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(piece);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
