package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.itests.process.Api.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * What the test wants of one edge: pods and ConfigMaps that it creates, changes and deletes at random, and what it knows of each. One thread uses
 * it at a time.
 */
final class Wishes implements AutoCloseable {

    static final String PODS = "/api/v1/namespaces/default/pods";
    static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SYNCS = "/apis/reliablesyncs.kubeedge.io/v1alpha1/namespaces/default/objectsyncs";
    private static final int MAP_COUNT = 4;
    private static final int MOST_PODS = 8;
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    private final Api api;
    private final Cluster cluster;
    private final List<PodKind> kinds;
    private final Map<String, Wish> pods = new TreeMap<>();
    private final Set<String> gone = new TreeSet<>();
    private final Map<String, String> maps = new TreeMap<>();
    private int numbers;

    /** @param kinds of the pods, in turn */
    Wishes(Cluster cluster, List<PodKind> kinds) {
        this.cluster = cluster;
        this.api = cluster.api();
        this.kinds = List.copyOf(kinds);
    }

    /** Makes the ConfigMaps and so many pods. */
    void prepare(int count) throws IOException, InterruptedException {
        for (int i = 0; i < MAP_COUNT; i++) {
            String name = "wish-" + i;
            api.create(MAPS, """
                    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"VALUE":"0"}}
                    """.formatted(name));
            maps.put(name, "0");
        }
        for (int i = 0; i < count; i++) {
            create();
        }
    }

    /** One change at random, in words; an API that is away is waited for. */
    String change(Random random) throws IOException, InterruptedException {
        int dice = random.nextInt(10);
        if (dice < 4) {
            return patchMap(random);
        }
        if (dice < 6 && !pods.isEmpty()) {
            return touch(random);
        }
        List<String> several = ofSeveral();
        if (dice < 8 && !several.isEmpty() || pods.size() >= MOST_PODS) {
            return delete(several.get(random.nextInt(several.size())));
        }
        return create();
    }

    /** The pods that are not the last of their kind. */
    private List<String> ofSeveral() {
        return pods.entrySet().stream()
                .filter(one -> pods.values().stream()
                                .filter(wish ->
                                        wish.kind().equals(one.getValue().kind()))
                                .count()
                        > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private String patchMap(Random random) throws IOException, InterruptedException {
        String name = "wish-" + random.nextInt(MAP_COUNT);
        String value = Integer.toString(++numbers);
        insist(() -> api.merge(MAPS + "/" + name, "{\"data\":{\"VALUE\":\"" + value + "\"}}"));
        maps.put(name, value);
        return name + "=" + value;
    }

    /** Makes every ConfigMap so large. */
    void grow(int characters) throws IOException, InterruptedException {
        for (String name : maps.keySet()) {
            String patch = "{\"data\":{\"BIG\":\"" + "x".repeat(characters) + "\"}}";
            insist(() -> api.merge(MAPS + "/" + name, patch));
        }
    }

    private String touch(Random random) throws IOException, InterruptedException {
        String name = any(random);
        String step = Integer.toString(++numbers);
        insist(() ->
                api.merge(PODS + "/" + name, "{\"metadata\":{\"annotations\":{\"skep.io/step\":\"" + step + "\"}}}"));
        return "touch " + name;
    }

    private String create() throws IOException, InterruptedException {
        String name = "pod-" + ++numbers;
        PodKind kind = kinds.get(numbers % kinds.size());
        String pod = kind.pod(name, "wish-" + numbers % MAP_COUNT);
        String uid = uid(insist(() -> {
            try {
                return api.create(PODS, pod);
            } catch (Refused e) {
                if (e.status() == 409) {
                    return api.get(PODS + "/" + name);
                }
                throw e;
            }
        }));
        pods.put(name, new Wish(kind, uid));
        return "create " + name;
    }

    private String delete(String name) throws IOException, InterruptedException {
        insist(() -> {
            try {
                return api.delete(PODS + "/" + name);
            } catch (Refused e) {
                if (e.status() == 404) {
                    return Json.object();
                }
                throw e;
            }
        });
        gone.add(pods.remove(name).uid());
        return "delete " + name;
    }

    private interface Call {
        JsonNode run() throws IOException, InterruptedException;
    }

    /** Carries out a call that may be repeated, over an outage of the API. */
    private static JsonNode insist(Call call) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + OUTAGE.toNanos();
        while (true) {
            try {
                return call.run();
            } catch (Refused e) {
                if (e.status() < 500 || System.nanoTime() > deadline) {
                    throw e;
                }
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(100_000_000L);
        }
    }

    private String any(Random random) {
        return List.copyOf(pods.keySet()).get(random.nextInt(pods.size()));
    }

    /**
     * The edge's process is about to be killed: a pod in it that runs for certain is restarted once, of the others nobody knows.
     */
    void edgeDies() throws IOException, InterruptedException {
        Map<String, JsonNode> known = byName(insist(() -> api.get(PODS)));
        pods.forEach((name, wish) -> {
            if (wish.kind().inProcess()) {
                wish.ended(known.get(name));
            }
        });
    }

    /** The container of this pod is about to be ended. */
    void ends(String name) throws IOException, InterruptedException {
        if (pods.containsKey(name)) {
            pods.get(name).ended(byName(insist(() -> api.get(PODS))).get(name));
        }
    }

    /** Ends a container on the edge whose pod was not ended before; in words, empty when there is none. */
    String endOne(String edge, EdgeState state, Random random) {
        List<String> candidates = pods.entrySet().stream()
                .filter(entry -> entry.getValue().isFresh())
                .filter(entry -> !entry.getValue().kind().inProcess()
                        || state.bundles().containsKey(entry.getValue().uid() + "/c"))
                .map(Map.Entry::getKey)
                .toList();
        if (candidates.isEmpty()) {
            return "";
        }
        String name = candidates.get(random.nextInt(candidates.size()));
        Wish wish = pods.get(name);
        if (wish.kind().inProcess()) {
            cluster.shell(edge, "bundle:stop " + state.bundles().get(wish.uid() + "/c"))
                    .ok();
        } else {
            Containers.kill(wish.id());
        }
        wish.ended();
        return "end " + name;
    }

    List<String> mapKeys() {
        return maps.keySet().stream().map(name -> "default/configmap/" + name).toList();
    }

    Map<String, Wish> pods() {
        return pods;
    }

    private static String uid(JsonNode object) {
        return object.at("/metadata/uid").asText();
    }

    /**
     * Everything in which the API, the records of what the edge has, and the edge differ from each other or from what is wished.
     *
     * @param edge what the edge says
     * @param folder where the edge has the pods' folders
     */
    List<String> differences(EdgeState edge, Path folder) throws IOException, InterruptedException {
        Comparison comparison = new Comparison(pods, maps, byName(api.get(PODS)), byName(api.get(MAPS)))
                .with(edge, folder)
                .withRecords(api.get(SYNCS));
        if (kinds.contains(PodKind.CONTAINER)) {
            comparison.with(EngineState.of(cluster), gone);
        }
        return comparison.found();
    }

    private static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        list.path("items")
                .forEach(object -> objects.put(object.at("/metadata/name").asText(), object));
        return objects;
    }

    /** Remembers which containers run now: from here on they must not change without reason. */
    void pin() throws IOException, InterruptedException {
        byName(api.get(PODS)).forEach((name, pod) -> pods.get(name).pin(pod));
    }

    /** When the node's lease was renewed last. */
    String lease(String node) throws IOException, InterruptedException {
        return api.get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + node)
                .at("/spec/renewTime")
                .asText();
    }

    @Override
    public void close() {
        api.close();
    }
}
