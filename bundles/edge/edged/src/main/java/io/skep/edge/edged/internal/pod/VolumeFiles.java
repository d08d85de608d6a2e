package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.pod.AtomicFolder.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Collects the files of volumes that are made of ConfigMaps, Secrets, fields of the pod and tokens. */
final class VolumeFiles {

    private static final int DEFAULT_MODE = 0644;
    private static final int TOKEN_MODE = 0600;

    private final JsonNode pod;
    private final References references;
    private final Downward downward;
    private final Rights rights;

    VolumeFiles(JsonNode pod, References references, Downward downward, Rights rights) {
        this.pod = pod;
        this.references = references;
        this.downward = downward;
        this.rights = rights;
    }

    /** The files of a volume by their path in it; empty when the volume is made of something else. */
    Optional<Map<String, Entry>> of(JsonNode volume) throws InterruptedException {
        Map<String, Entry> files = new TreeMap<>();
        if (volume.has("configMap")) {
            JsonNode source = volume.path("configMap");
            addKeys(files, "configmap", source.path("name").asText(), source, mode(source));
        } else if (volume.has("secret")) {
            JsonNode source = volume.path("secret");
            addKeys(files, "secret", source.path("secretName").asText(), source, mode(source));
        } else if (volume.has("downwardAPI")) {
            addFields(files, volume.path("downwardAPI"), mode(volume.path("downwardAPI")));
        } else if (volume.has("projected")) {
            addProjected(files, volume.path("projected"));
        } else {
            return Optional.empty();
        }
        return Optional.of(files);
    }

    private static int mode(JsonNode source) {
        return source.path("defaultMode").asInt(DEFAULT_MODE);
    }

    private void addKeys(Map<String, Entry> files, String type, String name, JsonNode source, int mode)
            throws InterruptedException {
        boolean optional = source.path("optional").asBoolean(false);
        Optional<Map<String, byte[]>> values = references.find(type, name, optional);
        if (values.isEmpty()) {
            return;
        }
        if (source.path("items").isEmpty()) {
            values.get().forEach((key, bytes) -> files.put(relative(pod, key), new Entry(bytes, mode)));
            return;
        }
        for (JsonNode item : source.path("items")) {
            String key = item.path("key").asText();
            byte[] bytes = values.get().get(key);
            if (bytes != null) {
                files.put(
                        relative(pod, item.path("path").asText()),
                        new Entry(bytes, item.path("mode").asInt(mode)));
            } else if (!optional) {
                throw references.missing("the " + type + " " + name + " has no key " + key);
            }
        }
    }

    private void addFields(Map<String, Entry> files, JsonNode source, int mode) {
        for (JsonNode item : source.path("items")) {
            JsonNode resource = item.path("resourceFieldRef");
            String text = item.has("fieldRef")
                    ? downward.field(item.path("fieldRef").path("fieldPath").asText())
                    : downward.resource(
                            PodSpec.find(pod, resource.path("containerName").asText())
                                    .orElse(MissingNode.getInstance()),
                            resource);
            files.put(
                    relative(pod, item.path("path").asText()),
                    new Entry(
                            text.getBytes(StandardCharsets.UTF_8),
                            item.path("mode").asInt(mode)));
        }
    }

    private void addProjected(Map<String, Entry> files, JsonNode projected) throws InterruptedException {
        int mode = mode(projected);
        for (JsonNode source : projected.path("sources")) {
            if (source.has("configMap")) {
                JsonNode part = source.path("configMap");
                addKeys(files, "configmap", part.path("name").asText(), part, mode);
            } else if (source.has("secret")) {
                JsonNode part = source.path("secret");
                addKeys(files, "secret", part.path("name").asText(), part, mode);
            } else if (source.has("downwardAPI")) {
                addFields(files, source.path("downwardAPI"), mode);
            } else if (source.has("serviceAccountToken")) {
                JsonNode part = source.path("serviceAccountToken");
                files.put(relative(pod, part.path("path").asText()), token(references.token(part), mode));
            }
        }
    }

    /** A token is for one user or one group, as soon as the pod says which. */
    private Entry token(byte[] token, int mode) {
        OptionalLong user = rights.commonUser();
        boolean one = user.isPresent() || rights.fsGroup().isPresent();
        return new Entry(token, one ? TOKEN_MODE : mode, user);
    }

    /** Refuses paths that lead out of the volume, and names that the volume itself uses. */
    static String relative(JsonNode pod, String text) {
        boolean wrong = text.isEmpty() || text.startsWith("/") || text.startsWith("..") || text.indexOf('\0') >= 0;
        if (wrong || !Path.of(text).normalize().toString().equals(text)) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE, pod, "cannot start: the path '" + text + "' leads out of its volume");
        }
        return text;
    }
}
