package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what a test wished with what the API has and with what an edge says of itself. */
final class Comparison {

    private final Map<String, Wish> pods;
    private final Map<String, JsonNode> apiPods;
    private final Map<String, JsonNode> apiMaps;
    private final Map<String, String> values;
    private final Set<String> uids = new TreeSet<>();
    private final List<String> found = new ArrayList<>();

    Comparison(
            Map<String, Wish> pods,
            Map<String, String> values,
            Map<String, JsonNode> apiPods,
            Map<String, JsonNode> apiMaps) {
        this.pods = pods;
        this.values = values;
        this.apiPods = apiPods;
        this.apiMaps = apiMaps;
        apiPods.values().forEach(pod -> uids.add(uid(pod)));
        if (!apiPods.keySet().equals(pods.keySet())) {
            found.add("pods wished " + pods.keySet() + ", in the API " + apiPods.keySet());
        }
        pods.forEach((name, wish) -> {
            if (apiPods.containsKey(name)) {
                pod(name, wish, apiPods.get(name));
            }
        });
    }

    /** What differs; empty when nothing does. */
    List<String> found() {
        return found;
    }

    private static String uid(JsonNode object) {
        return object.at("/metadata/uid").asText();
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }

    private void pod(String name, Wish wish, JsonNode pod) {
        String difference = wish.difference(pod);
        if (!difference.isEmpty()) {
            found.add(name + " " + difference);
        }
    }

    private Stream<Wish> wishes(boolean inProcess) {
        return pods.values().stream().filter(wish -> wish.kind().inProcess() == inProcess);
    }

    /** The edge has the pods and nothing else, in its table, as bundles and in its folder, and the newest ConfigMaps. */
    Comparison with(EdgeState edge, Path folder) throws IOException {
        values.forEach((name, value) ->
                map(name, value, apiMaps.get(name), edge.stored().get("configmap/" + name)));
        if (!edge.pods().keySet().equals(uids)) {
            found.add("pods in the API " + uids + ", on the edge " + edge.pods());
        }
        Set<String> bundles =
                wishes(true).map(wish -> wish.uid() + "/c").collect(Collectors.toCollection(TreeSet::new));
        if (!edge.bundles().keySet().equals(bundles)) {
            found.add("bundles of pods wished " + bundles + ", on the edge " + edge.bundles());
        }
        if (!folders(folder).equals(uids)) {
            found.add("pods in the API " + uids + ", folders on the edge " + folders(folder));
        }
        if (!edge.connected() || edge.outbox() > 0) {
            found.add("connected is " + edge.connected() + ", the outbox holds " + edge.outbox());
        }
        return this;
    }

    /** The engine has the containers that the API tells and nothing else. */
    Comparison with(EngineState engine, Set<String> gone) throws IOException {
        Set<String> ids = new TreeSet<>();
        pods.forEach((name, wish) -> {
            if (!wish.kind().inProcess() && apiPods.containsKey(name)) {
                String id =
                        Wish.container(apiPods.get(name)).path("containerID").asText();
                ids.add(id.substring(id.lastIndexOf('/') + 1));
            }
        });
        found.addAll(engine.differences(ids, (int) wishes(false).count(), gone));
        return this;
    }

    private static Set<String> folders(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(one -> one.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private void map(String name, String value, JsonNode inApi, JsonNode onEdge) {
        if (inApi == null || !inApi.at("/data/VALUE").asText().equals(value)) {
            found.add(name + " is to be " + value + ", the API has " + inApi);
        } else if (onEdge != null && !version(onEdge).equals(version(inApi))) {
            found.add(name + " is " + value + ", the edge has " + onEdge.path("data"));
        }
    }

    /** Each record is about an object that is there, and says the version that the API has; each pod has one. */
    Comparison withRecords(JsonNode syncs) {
        Map<String, String> versions = new LinkedHashMap<>();
        syncs.path("items").forEach(sync -> {
            String name = sync.at("/metadata/name").asText();
            versions.put(
                    name.substring(name.indexOf('.') + 1),
                    sync.at("/status/objectResourceVersion").asText());
        });
        Set<String> known = new TreeSet<>(uids);
        apiMaps.values().forEach(map -> known.add(uid(map)));
        versions.keySet().stream()
                .filter(uid -> !known.contains(uid))
                .forEach(uid -> found.add("a record is left of an object that is gone: " + uid));
        Stream.concat(
                        apiPods.values().stream(),
                        apiMaps.values().stream().filter(map -> versions.containsKey(uid(map))))
                .filter(object -> !version(object).equals(versions.get(uid(object))))
                .forEach(object -> found.add(object.at("/metadata/name").asText() + " has version " + version(object)
                        + ", recorded is " + versions.get(uid(object))));
        return this;
    }
}
