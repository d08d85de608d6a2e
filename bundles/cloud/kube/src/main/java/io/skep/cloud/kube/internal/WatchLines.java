package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads the events of a watch, one JSON document a line. */
final class WatchLines implements AutoCloseable {

    private final InputStream in;
    private final Runnable onClose;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    WatchLines(InputStream in, Runnable onClose) {
        this.in = in;
        this.onClose = onClose;
    }

    /** The next event; empty at the end of the watch. */
    Optional<JsonNode> next() throws IOException {
        int scanned = start;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    return Optional.of(Json.parse(line));
                }
            }
            scanned = end - start;
            makeRoom();
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                return Optional.empty();
            }
            end += count;
        }
    }

    private void makeRoom() throws IOException {
        int length = end - start;
        if (length == Json.MAX_LENGTH) {
            throw new IOException("an event of the watch is longer than " + Json.MAX_LENGTH + " bytes");
        }
        byte[] target = length < buffer.length ? buffer : new byte[Math.min(Json.MAX_LENGTH, length * 2)];
        System.arraycopy(buffer, start, target, 0, length);
        buffer = target;
        start = 0;
        end = length;
    }

    @Override
    public void close() throws IOException {
        onClose.run();
        in.close();
    }
}
