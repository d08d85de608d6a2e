package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Answer;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.MetaCalls;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ConfigMaps, Secrets and tokens that a pod refers to; each is fetched once. For one pass over one pod. */
final class References {

    private final MetaCalls meta;
    private final JsonNode pod;
    private final Map<String, Optional<Map<String, byte[]>>> fetched = new HashMap<>();

    References(MetaCalls meta, JsonNode pod) {
        this.meta = meta;
        this.pod = pod;
    }

    /** All keys of a ConfigMap or Secret. Empty when it is optional and does not exist. */
    Optional<Map<String, byte[]>> find(String type, String name, boolean optional) throws InterruptedException {
        String resource = KubeObject.namespace(pod) + "/" + type + "/" + name;
        Optional<Map<String, byte[]>> known = fetched.get(resource);
        if (known == null) {
            known = fetch(type, resource);
            fetched.put(resource, known);
        }
        if (known.isEmpty() && !optional) {
            throw missing("the " + type + " " + name + " does not exist");
        }
        return known;
    }

    /** One key of a ConfigMap or Secret. */
    Optional<byte[]> find(String type, JsonNode selector) throws InterruptedException {
        String name = selector.path("name").asText();
        String key = selector.path("key").asText();
        boolean optional = selector.path("optional").asBoolean(false);
        Optional<byte[]> value = find(type, name, optional).flatMap(values -> Optional.ofNullable(values.get(key)));
        if (value.isEmpty() && !optional) {
            throw missing("the " + type + " " + name + " has no key " + key);
        }
        return value;
    }

    private Optional<Map<String, byte[]>> fetch(String type, String resource) throws InterruptedException {
        return switch (meta.query(resource)) {
            case Answer.Found(JsonNode object, boolean fromStore) -> Optional.of(values(object, type.equals("secret")));
            case Answer.Missing(boolean fromStore, String message) -> Optional.empty();
            case Answer.Refused(String reason, String message) ->
                throw missing(resource + " cannot be read: " + message);
            case Answer.Failed(String message) -> throw missing(resource + " cannot be read: " + message);
        };
    }

    private Map<String, byte[]> values(JsonNode object, boolean secret) {
        Map<String, byte[]> values = new TreeMap<>();
        object.path("data").properties().forEach(entry -> {
            String text = entry.getValue().asText();
            values.put(entry.getKey(), secret ? decode(entry.getKey(), text) : text.getBytes(StandardCharsets.UTF_8));
        });
        object.path("binaryData")
                .properties()
                .forEach(entry -> values.put(
                        entry.getKey(), decode(entry.getKey(), entry.getValue().asText())));
        return values;
    }

    private byte[] decode(String key, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw missing("the value of " + key + " is no base64");
        }
    }

    /** A token for the pod's service account, bound to the pod. */
    byte[] token(JsonNode source) throws InterruptedException {
        String account = pod.path("spec").path("serviceAccountName").asText("default");
        ObjectNode request = Json.object();
        ObjectNode spec = request.putObject("spec");
        String audience = source.path("audience").asText("");
        if (audience.isEmpty()) {
            spec.putNull("audiences");
        } else {
            spec.putArray("audiences").add(audience);
        }
        spec.put("expirationSeconds", source.path("expirationSeconds").asLong(3600));
        ObjectNode bound = spec.putObject("boundObjectRef");
        bound.put("kind", "Pod").put("apiVersion", "v1");
        bound.put("name", KubeObject.name(pod)).put("uid", KubeObject.uid(pod));
        String resource = KubeObject.namespace(pod) + "/serviceaccounttoken/" + account;
        if (meta.ask("query", resource, request) instanceof Answer.Found(JsonNode answer, boolean fromStore)) {
            String token = answer.path("status").path("token").asText("");
            if (!token.isEmpty()) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
        }
        throw missing("there is no token for the service account " + account);
    }

    PodProblem missing(String what) {
        return new PodProblem(
                EdgedError.REFERENCE_MISSING,
                PodProblem.CONFIG,
                "The pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod) + " waits: " + what + ".");
    }
}
