package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.itests.process.Api.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

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

    /** What is known of a wished pod; id is empty while it may change. */
    static final class Wish {
        private String uid = "";
        private String id = "";
        private int restarts;
    }

    private final Api api;
    private final PodKind kind;
    private final Map<String, Wish> pods = new TreeMap<>();
    private final Map<String, String> maps = new TreeMap<>();
    private final Set<String> gone = new TreeSet<>();
    private int numbers;

    Wishes(Cluster cluster, PodKind kind) {
        this.api = cluster.api();
        this.kind = kind;
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

    /** One change at random, in words. An API that is away throws; the same change may be tried again. */
    String change(Random random) throws IOException, InterruptedException {
        int dice = random.nextInt(10);
        if (dice < 4) {
            return patchMap(random);
        }
        if (dice < 6 && !pods.isEmpty()) {
            return touch(random);
        }
        if (dice < 8 && pods.size() > 2 || pods.size() >= MOST_PODS) {
            return delete(random);
        }
        return create();
    }

    private String patchMap(Random random) throws IOException, InterruptedException {
        String name = "wish-" + random.nextInt(MAP_COUNT);
        String value = Integer.toString(++numbers);
        api.merge(MAPS + "/" + name, "{\"data\":{\"VALUE\":\"" + value + "\"}}");
        maps.put(name, value);
        return name + "=" + value;
    }

    private String touch(Random random) throws IOException, InterruptedException {
        String name = any(random);
        api.merge(PODS + "/" + name, "{\"metadata\":{\"annotations\":{\"skep.io/step\":\"" + ++numbers + "\"}}}");
        return "touch " + name;
    }

    private String create() throws IOException, InterruptedException {
        String name = "pod-" + ++numbers;
        pods.put(name, new Wish());
        try {
            pods.get(name).uid = uid(api.create(PODS, kind.pod(name, "wish-" + numbers % MAP_COUNT)));
        } catch (Refused e) {
            pods.remove(name);
            throw e;
        }
        return "create " + name;
    }

    private String delete(Random random) throws IOException, InterruptedException {
        String name = any(random);
        try {
            api.delete(PODS + "/" + name);
        } catch (Refused e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        pods.remove(name);
        gone.add(name);
        return "delete " + name;
    }

    private String any(Random random) {
        return List.copyOf(pods.keySet()).get(random.nextInt(pods.size()));
    }

    /** Ends a container on the edge whose pod was not ended before; in words, empty when there is none. */
    String endOne(Cluster cluster, String edge, EdgeState state, Random random) {
        List<String> candidates = pods.entrySet().stream()
                .filter(entry ->
                        entry.getValue().restarts == 0 && !entry.getValue().id.isEmpty())
                .filter(entry -> state.bundles().containsKey(entry.getValue().uid + "/c"))
                .map(Map.Entry::getKey)
                .toList();
        if (candidates.isEmpty()) {
            return "";
        }
        String name = candidates.get(random.nextInt(candidates.size()));
        Wish wish = pods.get(name);
        cluster.shell(edge, "bundle:stop " + state.bundles().get(wish.uid + "/c"))
                .ok();
        wish.restarts++;
        wish.id = "";
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
     * @param exact false where restart counts are explained otherwise
     */
    List<String> differences(EdgeState edge, boolean exact) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        Map<String, JsonNode> apiPods = byName(api.get(PODS));
        Map<String, JsonNode> apiMaps = byName(api.get(MAPS));
        if (!apiPods.keySet().equals(pods.keySet())) {
            found.add("pods wished " + pods.keySet() + ", in the API " + apiPods.keySet());
        }
        pods.forEach((name, wish) -> {
            if (apiPods.containsKey(name)) {
                comparePod(name, wish, apiPods.get(name), exact, found);
            }
        });
        maps.forEach((name, value) ->
                compareMap(name, value, apiMaps.get(name), edge.stored().get("configmap/" + name), found));
        Set<String> uids = new TreeSet<>();
        apiPods.values().forEach(pod -> uids.add(uid(pod)));
        if (!edge.pods().keySet().equals(uids)) {
            found.add("pods in the API " + uids + ", on the edge " + edge.pods());
        }
        if (kind.inProcess() && edge.bundles().size() != uids.size()) {
            found.add("bundles of pods on the edge " + edge.bundles());
        }
        apiMaps.values().forEach(map -> uids.add(uid(map)));
        records(uids, apiPods, apiMaps, found);
        if (!edge.connected() || edge.outbox() > 0) {
            found.add(
                    "the edge is " + (edge.connected() ? "" : "not ") + "connected, its outbox holds " + edge.outbox());
        }
        return found;
    }

    private static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        list.path("items")
                .forEach(object -> objects.put(object.at("/metadata/name").asText(), object));
        return objects;
    }

    private static void comparePod(String name, Wish wish, JsonNode pod, boolean exact, List<String> found) {
        JsonNode container = pod.at("/status/containerStatuses/0");
        if (!uid(pod).equals(wish.uid) && !wish.uid.isEmpty()) {
            found.add(name + " is another pod than the one that was created");
        }
        if (!pod.at("/status/phase").asText().equals("Running")
                || !container.path("ready").asBoolean()) {
            found.add(name + " is " + pod.path("status"));
            return;
        }
        String id = container.path("containerID").asText();
        int restarts = container.path("restartCount").asInt();
        if (exact && restarts != wish.restarts) {
            found.add(name + " was restarted " + restarts + " times, explained are " + wish.restarts);
        } else if (exact && !wish.id.isEmpty() && !wish.id.equals(id)) {
            found.add(name + " was " + wish.id + " and is " + id);
        }
    }

    private static void compareMap(String name, String value, JsonNode inApi, JsonNode onEdge, List<String> found) {
        if (inApi == null || !inApi.at("/data/VALUE").asText().equals(value)) {
            found.add(name + " is to be " + value + ", the API has " + inApi);
        } else if (onEdge != null && !version(onEdge).equals(version(inApi))) {
            found.add(name + " is " + value + ", the edge has " + onEdge.path("data"));
        }
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }

    /** Each record is about an object that is there, and says the version that the edge has; each pod has one. */
    private void records(
            Set<String> uids, Map<String, JsonNode> apiPods, Map<String, JsonNode> apiMaps, List<String> found)
            throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        StreamSupport.stream(api.get(SYNCS).path("items").spliterator(), false).forEach(sync -> {
            String name = sync.at("/metadata/name").asText();
            versions.put(
                    name.substring(name.indexOf('.') + 1),
                    sync.at("/status/objectResourceVersion").asText());
        });
        for (String uid : versions.keySet()) {
            if (!uids.contains(uid)) {
                found.add("a record is left of an object that is gone: " + uid);
            }
        }
        List<JsonNode> objects = new ArrayList<>(apiPods.values());
        apiMaps.values().stream().filter(map -> versions.containsKey(uid(map))).forEach(objects::add);
        for (JsonNode object : objects) {
            String recorded = versions.getOrDefault(uid(object), "none");
            if (!recorded.equals(version(object))) {
                found.add(object.at("/metadata/name").asText() + " has version " + version(object) + ", recorded is "
                        + recorded);
            }
        }
    }

    /** Remembers which containers run now: from here on they must not change without reason. */
    void pin() throws IOException, InterruptedException {
        byName(api.get(PODS)).forEach((name, pod) -> {
            Wish wish = pods.get(name);
            wish.uid = uid(pod);
            wish.id = pod.at("/status/containerStatuses/0/containerID").asText();
        });
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
