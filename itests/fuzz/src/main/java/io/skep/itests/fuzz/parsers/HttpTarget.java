package io.skep.itests.fuzz.parsers;

import io.skep.common.http.internal.HttpDoor;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * HTTP requests, one after the other. The first byte says in what pieces the rest comes from the socket. Every path that a handler sees is absolute and
 * has neither a step upwards nor a control character, the bodies are no longer than what came, the pieces make no difference, and nothing is held
 * afterwards.
 */
public final class HttpTarget implements Target {

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void run(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        HttpDoor pieces = read(stream, 1 + (input[0] & 0xff));
        HttpDoor whole = read(stream, Math.max(1, stream.length));
        for (String path : whole.paths()) {
            Finding.unless(path.startsWith("/") && !path.contains("//") && !path.contains("\\"), "path " + path);
            Finding.unless(
                    Stream.of(path.split("/")).noneMatch(part -> part.equals("..") || part.equals(".")),
                    "path " + path);
            Finding.unless(path.chars().noneMatch(c -> c < ' ' || c == 0x7f), "a control character in a path");
        }
        Finding.unless(whole.bodies() <= stream.length, "more bodies than bytes");
        Finding.unless(
                whole.paths().equals(pieces.paths()),
                "in pieces the requests are " + pieces.paths() + ", whole they are " + whole.paths());
        Finding.unless(whole.held() == 0 && pieces.held() == 0, "bytes are held after the end");
    }

    private static HttpDoor read(byte[] stream, int piece) throws Exception {
        try (HttpDoor door = new HttpDoor()) {
            for (int from = 0; from < stream.length; from += piece) {
                door.write(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + piece)));
            }
            return door;
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "GET /ca.crt HTTP/1.1\r\nHost: a\r\nUser-Agent: Go-http-client/1.1\r\n\r\n",
                        "GET /edge.crt HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nAuthorization: Bearer x.y.z\r\nNodename: e\r\n\r\nabc",
                        "POST /nodeupgrade HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n",
                        "GET /a/./b//c%20d?x=1&y=%ff+z HTTP/1.1\r\nHost: a\r\n\r\nGET http://h/p HTTP/1.0\r\n\r\n",
                        "GET /..%2f..%2fetc HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
                        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999999999999999\r\n\r\n",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
                .flatMap(text -> Stream.of(255, 5).map(piece -> seed(piece, text)))
                .toList();
    }

    private static byte[] seed(int piece, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(piece);
        out.writeBytes(Seeds.bytes(text));
        return out.toByteArray();
    }
}
