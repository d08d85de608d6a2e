package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pod may know about itself: fieldRef and resourceFieldRef. */
final class Downward {

    private static final Pattern KEYED = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

    private final JsonNode pod;
    private final PodHost host;
    private final String ip;

    /** @param ip address of the pod, empty when it has none of its own */
    Downward(JsonNode pod, PodHost host, String ip) {
        this.pod = pod;
        this.host = host;
        this.ip = ip;
    }

    String field(String path) {
        Matcher keyed = KEYED.matcher(path);
        JsonNode metadata = pod.path("metadata");
        if (keyed.matches()) {
            return metadata.path(keyed.group(1)).path(keyed.group(2)).asText("");
        }
        return switch (path) {
            case "metadata.name" -> KubeObject.name(pod);
            case "metadata.namespace" -> KubeObject.namespace(pod);
            case "metadata.uid" -> KubeObject.uid(pod);
            case "metadata.labels" -> lines(metadata.path("labels"));
            case "metadata.annotations" -> lines(metadata.path("annotations"));
            case "spec.nodeName" -> host.nodeName();
            case "spec.serviceAccountName" ->
                pod.path("spec").path("serviceAccountName").asText("default");
            case "status.hostIP", "status.hostIPs" -> host.ip();
            case "status.podIP", "status.podIPs" -> ip.isEmpty() ? host.ip() : ip;
            default -> throw bad("the field " + path + " is not one that a pod can ask for");
        };
    }

    private static String lines(JsonNode map) {
        TreeMap<String, String> sorted = new TreeMap<>();
        map.properties()
                .forEach(entry ->
                        sorted.put(entry.getKey(), Json.write(entry.getValue().asText())));
        StringBuilder lines = new StringBuilder();
        sorted.forEach(
                (key, value) -> lines.append(key).append('=').append(value).append('\n'));
        return lines.toString().stripTrailing();
    }

    /** Limits that are not set are what the node has. */
    String resource(JsonNode container, JsonNode selector) {
        String resource = selector.path("resource").asText();
        String[] words = resource.split("\\.", 2);
        if (words.length != 2 || !(words[0].equals("limits") || words[0].equals("requests"))) {
            throw bad("the resource " + resource + " is not one that a pod can ask for");
        }
        String whole = switch (words[1]) {
            case "cpu" -> Integer.toString(host.cpus());
            case "memory" -> Long.toString(host.memoryBytes());
            default -> throw bad("the resource " + resource + " is not one that this node counts");
        };
        String otherwise = words[0].equals("limits") ? whole : "0";
        String amount =
                container.path("resources").path(words[0]).path(words[1]).asText(otherwise);
        try {
            return Quantity.divide(amount, selector.path("divisor").asText("1"));
        } catch (NumberFormatException e) {
            throw bad("the amount " + amount + " of " + resource + " cannot be read");
        }
    }

    private PodProblem bad(String what) {
        return new PodProblem(
                EdgedError.BAD_REFERENCE,
                PodProblem.CONFIG,
                "The pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod) + " cannot start: " + what + ".");
    }
}
