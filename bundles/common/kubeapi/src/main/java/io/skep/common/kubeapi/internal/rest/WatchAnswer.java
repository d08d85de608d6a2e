package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpStream;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ResourceWatch;
import io.skep.common.kubeapi.WatchEvent;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Streams the events of a watch until its time is up, the client is gone, or it fell behind. */
final class WatchAnswer {

    private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);

    private final HttpExchange exchange;
    private final Resource resource;
    private final Representation form;
    private final Answers answers;
    private final boolean bookmarks;
    private boolean columnsSent;

    WatchAnswer(HttpExchange exchange, Resource resource, Representation form, Answers answers, boolean bookmarks) {
        this.exchange = exchange;
        this.resource = resource;
        this.form = form;
        this.answers = answers;
        this.bookmarks = bookmarks;
    }

    void run(ResourceWatch watch, Duration timeout) throws IOException, InterruptedException {
        try (watch;
                HttpStream stream = exchange.stream(200, Answers.JSON)) {
            stream.onClose(watch::close);
            try {
                pump(watch, stream, timeout);
            } catch (ApiException e) {
                stream.write(event("ERROR", Json.writeBytes(e.status())));
            }
        }
    }

    /** Answers a watch that cannot begin because its revision is too old. */
    void refuse(ApiException refusal) throws IOException {
        try (HttpStream stream = exchange.stream(200, Answers.JSON)) {
            stream.write(event("ERROR", Json.writeBytes(refusal.status())));
        }
    }

    private void pump(ResourceWatch watch, HttpStream stream, Duration timeout)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        long marked = watch.revision();
        while (stream.isOpen()) {
            long left = end - System.nanoTime();
            Duration wait = Duration.ofNanos(Math.max(0, Math.min(left, BOOKMARK_INTERVAL.toNanos())));
            List<WatchEvent> events = watch.poll(wait);
            if (!events.isEmpty()) {
                stream.write(encode(events));
            } else if (bookmarks && watch.revision() > marked && stream.isOpen()) {
                marked = watch.revision();
                stream.write(bookmark(marked));
            }
            if (left <= 0) {
                return;
            }
        }
    }

    private byte[] encode(List<WatchEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        for (WatchEvent event : events) {
            byte[] object = form.as().isEmpty()
                    ? Answers.bytes(resource, event.object())
                    : Json.writeBytes(answers.formed(
                            exchange, resource, resource.shown(event.object().tree()), form, !columnsSent));
            columnsSent = true;
            out.writeBytes(event(event.type().name(), object));
        }
        return out.toByteArray();
    }

    private byte[] bookmark(long revision) {
        ObjectNode object = Json.object()
                .put("kind", resource.served().kind())
                .put("apiVersion", resource.served().apiVersion());
        object.putObject("metadata")
                .put("resourceVersion", Long.toString(revision))
                .putNull("creationTimestamp");
        return event("BOOKMARK", Json.writeBytes(answers.formed(exchange, resource, object, form, !columnsSent)));
    }

    private static byte[] event(String type, byte[] object) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[head.length + object.length + 2];
        System.arraycopy(head, 0, line, 0, head.length);
        System.arraycopy(object, 0, line, head.length, object.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }
}
