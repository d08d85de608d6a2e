package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpStream;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.verbs.Page;
import io.skep.common.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A list in JSON. A long one goes out in pieces, as fast as the client reads, so that it is never in memory as a whole. */
final class ListBody {

    private static final int PIECE = 64 * 1024;
    private static final int WHOLE = 512 * 1024;

    private final ObjectNode head;
    private final Page page;
    private final Function<StoredObject, byte[]> encoder;

    /** @param head kind, apiVersion and metadata */
    ListBody(ObjectNode head, Page page, Function<StoredObject, byte[]> encoder) {
        this.head = head;
        this.page = page;
        this.encoder = encoder;
    }

    private interface Sink {
        void write(byte[] piece) throws IOException;
    }

    void answer(HttpExchange exchange) throws IOException {
        long size = page.objects().stream()
                .mapToLong(object -> object.json().length)
                .sum();
        if (size > WHOLE) {
            try (HttpStream stream = exchange.stream(200, Answers.JSON)) {
                write(stream::write, PIECE);
            }
        } else {
            write(body -> exchange.respond(200, Answers.JSON, body), Integer.MAX_VALUE);
        }
    }

    private void write(Sink sink, int piece) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        byte[] start = Json.writeBytes(head);
        out.write(start, 0, start.length - 1);
        out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (StoredObject object : page.objects()) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(encoder.apply(object));
            if (out.size() >= piece) {
                sink.write(out.toByteArray());
                out.reset();
            }
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        sink.write(out.toByteArray());
    }
}
