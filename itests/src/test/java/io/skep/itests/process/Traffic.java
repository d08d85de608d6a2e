package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One pod that refers to ConfigMaps, and a writer that numbers their values upwards without a pause. */
final class Traffic implements AutoCloseable {

    static final String POD = "reader";
    private static final int MAPS = 8;
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final String MAPS_PATH = "/api/v1/namespaces/default/configmaps";
    private static final String SYNCS_PATH = "/apis/reliablesyncs.kubeedge.io/v1alpha1/namespaces/default/objectsyncs";

    private final Cluster cluster;
    private final Api api;
    private final Shells shells;
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Map<String, Integer> confirmed = new ConcurrentHashMap<>();
    private final List<String> reversals = new CopyOnWriteArrayList<>();
    private volatile int newest;
    private volatile boolean stopping;
    private volatile boolean paused;
    private Thread writer;

    Traffic(Cluster cluster) {
        this.cluster = cluster;
        this.api = cluster.api();
        this.shells = new Shells(cluster);
    }

    private static String map(int number) {
        return "traffic-" + number;
    }

    /** Creates the ConfigMaps and the pod, and returns when the pod runs. */
    Traffic prepare() {
        StringBuilder objects = new StringBuilder();
        StringBuilder env = new StringBuilder();
        for (int i = 0; i < MAPS; i++) {
            objects.append("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {value: \"0\"}\n---\n"
                    .formatted(map(i)));
            env.append("        - configMapRef: {name: ").append(map(i)).append("}\n");
        }
        objects.append("apiVersion: v1\nkind: Pod\nmetadata: {name: " + POD + "}\nspec:\n  runtimeClassName: osgi\n"
                + "  containers:\n    - name: c\n      image: bundle:io.skep.demo.hello\n      envFrom:\n" + env);
        cluster.kubectlWithInput(objects.toString(), "apply", "-f", "-").ok();
        cluster.awaitValue("pod", POD, "{.status.phase}", "Running");
        return this;
    }

    /** Starts to write; an API that is away is tried again with the next number. */
    Traffic write() {
        writer = Thread.ofVirtual().name("traffic").start(() -> {
            long version = 0;
            for (int number = 1; !stopping; number++) {
                try {
                    String name = map(number % MAPS);
                    JsonNode map = api.merge(MAPS_PATH + "/" + name, "{\"data\":{\"value\":\"" + number + "\"}}");
                    confirmed.put(name, number);
                    newest = number;
                    written.incrementAndGet();
                    version = checkVersion(version, map);
                } catch (IOException e) {
                    refused.incrementAndGet();
                } catch (InterruptedException e) {
                    return;
                }
                do {
                    LockSupport.parkNanos(PAUSE.toNanos());
                } while (paused && !stopping);
            }
        });
        return this;
    }

    private long checkVersion(long before, JsonNode map) {
        long version = map.at("/metadata/resourceVersion").asLong();
        if (version <= before) {
            reversals.add("version " + version + " after " + before + " in " + map);
        }
        return version;
    }

    /** What breaks a promise of the API: a confirmed write that is gone, a resourceVersion that runs backwards. */
    List<String> broken() throws IOException, InterruptedException {
        List<String> found = new ArrayList<>(reversals);
        for (Map.Entry<String, Integer> entry : confirmed.entrySet()) {
            int value =
                    api.get(MAPS_PATH + "/" + entry.getKey()).at("/data/value").asInt();
            if (value < entry.getValue()) {
                found.add(entry.getKey() + " is " + value + ", confirmed was " + entry.getValue());
            }
        }
        return found;
    }

    /** The number that was written last. */
    int newest() {
        return newest;
    }

    int written() {
        return written.get();
    }

    int refused() {
        return refused.get();
    }

    /** Writes nothing until {@link #goOn}, and returns when the edge has what was written. */
    void pause(Numbers numbers) {
        paused = true;
        awaitEdge(numbers);
    }

    void goOn() {
        paused = false;
    }

    /** Waits until writes succeed again after whatever was done to the API. */
    void awaitMore(int writes) {
        int goal = written() + writes;
        Await.until("the writer writes on", Duration.ofSeconds(60), this::written, count -> count >= goal);
    }

    /** Waits until so many writes have failed, about 30 a second, and stops writing then. */
    void stopAfterRefused(int count) {
        int goal = refused() + count;
        Await.until("the API is away", Duration.ofSeconds(60), this::refused, reached -> reached >= goal);
        stopping = true;
        join();
    }

    /**
     * Waits until the edge has what is newest now, or newer.
     *
     * @return how long that took
     */
    Duration awaitEdge() {
        long begun = System.nanoTime();
        int expected = newest;
        Await.until(
                "the edge has " + map(expected % MAPS) + " with " + expected,
                Duration.ofSeconds(60),
                () -> stored(map(expected % MAPS)),
                text -> value(text) >= expected);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** The same, as the recorder in the edge saw it. */
    Duration awaitEdge(Numbers numbers) {
        long begun = System.nanoTime();
        int expected = newest;
        Await.until(
                "the edge has " + map(expected % MAPS) + " with " + expected,
                Duration.ofSeconds(60),
                () -> numbers.newest(map(expected % MAPS)),
                value -> value >= expected);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private String stored(String name) {
        return shells.tried("edge-1", "meta:get default/configmap/" + name);
    }

    private static int value(String stored) {
        Matcher value = Pattern.compile("\"value\":\"(\\d+)\"").matcher(stored);
        return value.find() ? Integer.parseInt(value.group(1)) : -1;
    }

    /** Stops writing and waits until edge and records have exactly what the API has. */
    Duration settle(Duration limit) {
        stopping = true;
        join();
        return awaitEqual(limit);
    }

    /** Waits until edge and records have exactly what the API has; nothing may be written meanwhile. */
    Duration awaitEqual(Duration limit) {
        long begun = System.nanoTime();
        Await.until(
                "nothing differs between the API, the records of what is acknowledged and the edge",
                limit,
                this::differences,
                List::isEmpty);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void join() {
        try {
            if (writer != null && !writer.join(Duration.ofSeconds(30))) {
                throw new AssertionError("the writer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private List<String> differences() {
        try {
            Map<String, JsonNode> truth = new LinkedHashMap<>();
            Map<String, String> records = new LinkedHashMap<>();
            api.get(MAPS_PATH).path("items").forEach(map -> {
                if (map.at("/metadata/name").asText().startsWith("traffic-")) {
                    truth.put(map.at("/metadata/name").asText(), map);
                }
            });
            api.get(SYNCS_PATH).path("items").forEach(sync -> {
                String kind = sync.at("/spec/objectKind").asText();
                if (kind.equalsIgnoreCase("configmap")) {
                    records.put(
                            sync.at("/spec/objectName").asText(),
                            sync.at("/status/objectResourceVersion").asText());
                }
            });
            return compare(truth, records);
        } catch (IOException e) {
            return List.of("the API is away: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private List<String> compare(Map<String, JsonNode> truth, Map<String, String> records) {
        List<String> found = new ArrayList<>();
        if (truth.size() != MAPS) {
            found.add("the API has " + truth.keySet());
        }
        truth.forEach((name, map) -> {
            String value = map.at("/data/value").asText();
            String version = map.at("/metadata/resourceVersion").asText();
            if (!version.equals(records.get(name))) {
                found.add(name + ": recorded " + records.get(name) + ", the API has " + version);
            }
            String stored = stored(name);
            if (!value.equals(Integer.toString(value(stored)))
                    || !stored.contains("\"resourceVersion\":\"" + version + "\"")) {
                found.add(name + ": the API has value " + value + " in version " + version + ", the edge " + stored);
            }
        });
        return found;
    }

    @Override
    public void close() {
        stopping = true;
        join();
        api.close();
    }
}
