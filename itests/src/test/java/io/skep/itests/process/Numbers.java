package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the {@link Recorder} in an edge has seen, and what has become of what it sent. Events are deleted once they have been looked at, so that the API
 * stays as small as it was.
 */
final class Numbers implements AutoCloseable {

    private static final String EVENTS = "/api/v1/namespaces/default/events";

    private final Cluster cluster;
    private final Path state;
    private final GrowingFile received;
    private final Api api;
    private final Set<Integer> arrived = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> lanes = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private int duplicates;
    private int stale;

    Numbers(Cluster cluster) {
        this.cluster = cluster;
        this.state = cluster.folder().resolve("edge-1");
        this.received = new GrowingFile(state.resolve(Recorder.RECEIVED));
        this.api = cluster.api();
    }

    /** Puts the recorder into the edge and waits for its first number in the cloud. */
    Numbers start() {
        TestJar.module("io.skep.itests.recorder", Recorder.class)
                .as("recorder", "meta")
                .write(state.resolve("deploy/recorder.jar"));
        Await.until("the first number has arrived", Duration.ofSeconds(30), this::collect, count -> count > 0);
        return this;
    }

    /** Looks at the numbers that have arrived in the cloud since the last time. Returns how many there are in all. */
    int collect() {
        try {
            for (JsonNode event : api.get(EVENTS).path("items")) {
                String name = event.at("/metadata/name").asText();
                if (name.startsWith(Recorder.EVENT)) {
                    arrived.add(Integer.parseInt(name.substring(Recorder.EVENT.length())));
                    api.delete(EVENTS + "/" + name);
                } else if (name.startsWith(Recorder.LANE)) {
                    lane(name, event.path("message").asInt());
                }
            }
        } catch (IOException e) {
            return arrived.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return arrived.size();
    }

    private void lane(String name, int number) {
        int before = lanes.getOrDefault(name, 0);
        if (number < before) {
            faults.add(name + ": " + number + " came after " + before);
        }
        lanes.put(name, number);
    }

    /** The highest number that has come for a ConfigMap, -1 for none. */
    int newest(String configMap) {
        read();
        return newest.getOrDefault("default/configmap/" + configMap, -1);
    }

    /** The highest number that has come for any ConfigMap, -1 for none. */
    int newest() {
        read();
        return newest.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    /** How many different messages have come from the cloud. */
    int received() {
        read();
        return seen.size();
    }

    /** How many of the messages that came more than once came again after a newer one. */
    int stale() {
        return stale;
    }

    /** How many messages from the cloud have come more than once since the last call. */
    int duplicates() {
        read();
        int count = duplicates;
        duplicates = 0;
        return count;
    }

    private void read() {
        for (String line : received.newLines()) {
            String[] words = line.split(" ");
            int value = Integer.parseInt(words[1]);
            if (!seen.add(words[0] + " " + words[1])) {
                duplicates++;
                stale += value < newest.getOrDefault(words[0], -1) ? 1 : 0;
            } else if (value < newest.getOrDefault(words[0], -1)) {
                faults.add(words[0] + ": " + value + " came after " + newest.get(words[0]));
            }
            newest.merge(words[0], value, Math::max);
        }
    }

    /** Ends the sending, waits until all numbers have arrived, and tells what was lost or came in the wrong order. */
    List<String> finish() throws IOException {
        Files.createFile(state.resolve(Recorder.ENOUGH));
        Await.until(
                "the recorder has sent its last number",
                Duration.ofSeconds(60),
                () -> Files.exists(state.resolve(Recorder.DONE)),
                done -> done);
        int sent = sent();
        Await.until(
                "all " + sent + " numbers have arrived in the cloud",
                Duration.ofSeconds(60),
                this::collect,
                count -> count >= sent);
        Await.until(
                "every lane has its last number",
                Duration.ofSeconds(60),
                () -> {
                    collect();
                    return Collections.max(lanes.values()) - Collections.min(lanes.values());
                },
                spread -> spread == Recorder.LANES - 1);
        duplicates();
        List<String> found = new ArrayList<>(faults);
        for (int number = 1; number <= sent; number++) {
            if (!arrived.contains(number)) {
                found.add("number " + number + " was lost");
            }
        }
        return found;
    }

    /** How many numbers the recorder has sent. */
    int sent() {
        List<String> lines = lines(Recorder.SENT);
        return lines.isEmpty() ? 0 : Integer.parseInt(lines.getLast());
    }

    private List<String> lines(String file) {
        Path path = state.resolve(file);
        try {
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        api.close();
        try {
            Files.deleteIfExists(cluster.folder().resolve("edge-1/deploy/recorder.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
