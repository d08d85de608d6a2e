package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ConfigMaps and Secrets: keys, one mebibyte in all, immutability, and what the secret types demand. */
final class ConfigRules implements KindRules {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final Map<String, List<String>> DEMANDED = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    private final boolean secret;

    ConfigRules(boolean secret) {
        this.secret = secret;
    }

    @Override
    public Set<String> selectableFields() {
        return secret ? Set.of("type") : Set.of();
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        if (secret) {
            encode(object);
            if (object.path("type").asText("").isEmpty()) {
                object.put("type", "Opaque");
            }
        }
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode before) {
        if (secret) {
            encode(object);
            if (object.path("type").asText("").isEmpty()) {
                object.set("type", before.path("type"));
            }
        }
    }

    /** {@code stringData} is a way to write {@code data}; it is never kept. */
    private static void encode(ObjectNode object) {
        JsonNode plain = object.remove("stringData");
        if (plain != null && plain.isObject()) {
            ObjectNode data =
                    object.path("data").isObject() ? (ObjectNode) object.path("data") : object.putObject("data");
            for (Map.Entry<String, JsonNode> entry : plain.properties()) {
                byte[] value = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
                data.put(entry.getKey(), Base64.getEncoder().encodeToString(value));
            }
        }
    }

    @Override
    public void check(ObjectNode object, List<Cause> causes) {
        long size = size("data", object, causes) + size("binaryData", object, causes);
        if (size > MAX_BYTES) {
            causes.add(
                    new Cause("FieldValueTooLong", "Too long: must have at most 1048576 bytes", secret ? "data" : ""));
        }
        for (Map.Entry<String, JsonNode> entry : object.path("binaryData").properties()) {
            if (object.path("data").has(entry.getKey())) {
                causes.add(Cause.invalid(
                        "data[" + entry.getKey() + "]", entry.getKey(), "duplicate of key present in data"));
            }
        }
        for (String key :
                secret ? DEMANDED.getOrDefault(object.path("type").asText(), List.<String>of()) : List.<String>of()) {
            if (!object.path("data").has(key)) {
                causes.add(Cause.required("data[" + key + "]", ""));
            }
        }
    }

    private long size(String member, ObjectNode object, List<Cause> causes) {
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : object.path(member).properties()) {
            String field = member + "[" + entry.getKey() + "]";
            Names.dataKey(field, entry.getKey(), causes);
            String value = entry.getValue().asText("");
            boolean encoded = secret || member.equals("binaryData");
            if (encoded && !isBase64(value)) {
                causes.add(Cause.invalid(field, value, "illegal base64 data"));
            }
            size += entry.getKey().length() + (encoded ? value.length() * 3L / 4 : value.length());
        }
        return size;
    }

    private static boolean isBase64(String value) {
        try {
            Base64.getDecoder().decode(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void checkUpdate(ObjectNode object, ObjectNode before, List<Cause> causes) {
        if (secret && !object.path("type").equals(before.path("type"))) {
            causes.add(Cause.invalid("type", object.path("type").asText(""), "field is immutable"));
        }
        if (!before.path("immutable").asBoolean()) {
            return;
        }
        if (!object.path("immutable").asBoolean()) {
            causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (String member : List.of("data", "binaryData")) {
            if (!object.path(member).equals(before.path(member))) {
                causes.add(Cause.forbidden(member, "field is immutable when `immutable` is set"));
            }
        }
    }
}
