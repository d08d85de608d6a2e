package io.skep.itests.fuzz.parsers;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.uds.UdsDoor;
import io.skep.common.model.MessageCodec;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;

/**
 * The request of a driver at the hub's unix socket, which ends with its last brace. The first byte says in what pieces it comes. Refused with a code, or the
 * same message that is read when all of it is there.
 */
public final class UdsTarget implements Target {

    @Override
    public String name() {
        return "uds";
    }

    @Override
    public void run(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] request = Arrays.copyOfRange(input, 1, input.length);
        try {
            Message read = UdsDoor.read(Channels.newChannel(new Pieces(request, 1 + (input[0] & 0xff))));
            Finding.unless(Same.message(read, MessageCodec.read(request)), "in pieces it is another message");
        } catch (SkepException e) {
            Finding.unless(e.line().matches("(?s)SKEP-52[239] .*"), e.line());
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.messages().stream()
                .map(message -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    out.write(message.length % 60);
                    out.writeBytes(message);
                    return out.toByteArray();
                })
                .toList();
    }

    /** Gives no more than so many bytes at once. */
    private static final class Pieces extends InputStream {

        private final ByteArrayInputStream in;
        private final int piece;

        Pieces(byte[] bytes, int piece) {
            this.in = new ByteArrayInputStream(bytes);
            this.piece = piece;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return in.read(into, from, Math.min(piece, length));
        }
    }
}
