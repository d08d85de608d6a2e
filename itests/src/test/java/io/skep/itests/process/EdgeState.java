package io.skep.itests.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an edge says of itself at one moment, asked with one call of its shell.
 *
 * @param connected the link to the cloud is there
 * @param outbox messages that wait for the cloud
 * @param pods uid of each pod that edged has, with its name
 * @param bundles id of each bundle that runs as a container, by {@code uid/container}
 * @param stored the metadata by key
 */
record EdgeState(
        boolean connected,
        int outbox,
        Map<String, String> pods,
        Map<String, String> bundles,
        Map<String, JsonNode> stored) {

    private static final Pattern LINK = Pattern.compile("(?m)^state +(\\S+)");
    private static final Pattern OUTBOX = Pattern.compile("(?m)^outbox +(\\d+)");
    private static final Pattern POD =
            Pattern.compile("(?m)^default/(\\S+) .*?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\b");
    private static final Pattern BUNDLE = Pattern.compile("(?m)^ *(\\d+)\\|Active.*\\|pod:([^|]+)\\|");

    /** Asks; empty when the edge does not answer. */
    static Optional<EdgeState> ask(Cluster cluster, String edge, List<String> keys) {
        StringBuilder commands = new StringBuilder("edgehub:status\nedged:pods\nfelix:lb -l\n");
        keys.forEach(key -> commands.append("meta:get ").append(key).append('\n'));
        Command.Result result = cluster.shellScript(edge, commands.toString());
        Matcher outbox = OUTBOX.matcher(result.out());
        Matcher link = LINK.matcher(result.out());
        if (!outbox.find() || !link.find()) {
            return Optional.empty();
        }
        Map<String, String> pods = new LinkedHashMap<>();
        POD.matcher(result.out()).results().forEach(pod -> pods.put(pod.group(2), pod.group(1)));
        Map<String, String> bundles = new LinkedHashMap<>();
        BUNDLE.matcher(result.out()).results().forEach(bundle -> bundles.put(bundle.group(2), bundle.group(1)));
        return Optional.of(new EdgeState(
                link.group(1).equals("connected"),
                Integer.parseInt(outbox.group(1)),
                pods,
                bundles,
                stored(result.out())));
    }

    private static Map<String, JsonNode> stored(String out) {
        Map<String, JsonNode> stored = new LinkedHashMap<>();
        out.lines().filter(line -> line.startsWith("{")).forEach(line -> {
            try {
                JsonNode object = Json.parse(line);
                stored.put(
                        object.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "/"
                                + object.at("/metadata/name").asText(),
                        object);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + line, e);
            }
        });
        return stored;
    }
}
