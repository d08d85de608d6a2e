package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.pod.AtomicFolder.Entry;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerRequest.Propagation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Prepares the volumes of one pod as folders of this machine. */
final class Volumes {

    private static final int DEFAULT_MODE = 0644;
    private static final String PLUGIN = "kubernetes.io~";

    private final JsonNode pod;
    private final Path folder;
    private final References references;
    private final Downward downward;

    /** @param folder {@code pods/<uid>/volumes} */
    Volumes(JsonNode pod, Path folder, References references, Downward downward) {
        this.pod = pod;
        this.folder = folder;
        this.references = references;
        this.downward = downward;
    }

    /** Makes all volumes, or brings them up to date. Returns where each one is. */
    Map<String, Path> prepare(Instant now) throws InterruptedException {
        Map<String, Path> paths = new HashMap<>();
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            String name = volume.path("name").asText();
            try {
                paths.put(name, prepare(volume, name, now));
            } catch (IOException e) {
                throw new PodProblem(
                        EdgedError.FOLDER_UNUSABLE,
                        PodProblem.CONFIG,
                        "The volume " + name + " of the pod " + KubeObject.name(pod) + " cannot be made: " + e + ".");
            }
        }
        return paths;
    }

    private Path prepare(JsonNode volume, String name, Instant now) throws IOException, InterruptedException {
        if (volume.has("emptyDir")) {
            return Files.createDirectories(place("empty-dir", name));
        }
        if (volume.has("hostPath")) {
            return hostPath(volume.path("hostPath"), name);
        }
        Map<String, Entry> files = new TreeMap<>();
        Path path;
        if (volume.has("configMap")) {
            path = place("configmap", name);
            JsonNode source = volume.path("configMap");
            addKeys(files, "configmap", source.path("name").asText(), source, mode(source, DEFAULT_MODE));
        } else if (volume.has("secret")) {
            path = place("secret", name);
            JsonNode source = volume.path("secret");
            addKeys(files, "secret", source.path("secretName").asText(), source, mode(source, DEFAULT_MODE));
        } else if (volume.has("downwardAPI")) {
            path = place("downward-api", name);
            JsonNode source = volume.path("downwardAPI");
            addFields(files, source, mode(source, DEFAULT_MODE));
        } else if (volume.has("projected")) {
            path = place("projected", name);
            addProjected(files, volume.path("projected"));
        } else {
            throw new PodProblem(
                    EdgedError.NOT_SUPPORTED,
                    PodProblem.CONFIG,
                    "The volume " + name + " of the pod " + KubeObject.name(pod)
                            + " is of a kind that this node has not.");
        }
        new AtomicFolder(path).write(files, now.toString().replace(':', '_'));
        return path;
    }

    private Path place(String plugin, String name) {
        return folder.resolve(PLUGIN + plugin).resolve(relative(name));
    }

    private static int mode(JsonNode source, int otherwise) {
        return source.path("defaultMode").asInt(otherwise);
    }

    private void addKeys(Map<String, Entry> files, String type, String name, JsonNode source, int mode)
            throws InterruptedException {
        boolean optional = source.path("optional").asBoolean(false);
        Optional<Map<String, byte[]>> values = references.find(type, name, optional);
        if (values.isEmpty()) {
            return;
        }
        if (source.path("items").isEmpty()) {
            values.get().forEach((key, bytes) -> files.put(relative(key), new Entry(bytes, mode)));
            return;
        }
        for (JsonNode item : source.path("items")) {
            String key = item.path("key").asText();
            byte[] bytes = values.get().get(key);
            if (bytes != null) {
                files.put(
                        relative(item.path("path").asText()),
                        new Entry(bytes, item.path("mode").asInt(mode)));
            } else if (!optional) {
                throw references.missing("the " + type + " " + name + " has no key " + key);
            }
        }
    }

    private void addFields(Map<String, Entry> files, JsonNode source, int mode) {
        for (JsonNode item : source.path("items")) {
            String text = item.has("fieldRef")
                    ? downward.field(item.path("fieldRef").path("fieldPath").asText())
                    : downward.resource(container(item.path("resourceFieldRef")), item.path("resourceFieldRef"));
            files.put(
                    relative(item.path("path").asText()),
                    new Entry(
                            text.getBytes(StandardCharsets.UTF_8),
                            item.path("mode").asInt(mode)));
        }
    }

    private JsonNode container(JsonNode selector) {
        for (JsonNode container : pod.path("spec").path("containers")) {
            if (container.path("name").equals(selector.path("containerName"))) {
                return container;
            }
        }
        return selector;
    }

    private void addProjected(Map<String, Entry> files, JsonNode projected) throws InterruptedException {
        int mode = mode(projected, DEFAULT_MODE);
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
                files.put(relative(part.path("path").asText()), new Entry(references.token(part), 0600));
            }
        }
    }

    private Path hostPath(JsonNode source, String name) throws IOException {
        Path path = Path.of(source.path("path").asText());
        String type = source.path("type").asText("");
        switch (type) {
            case "DirectoryOrCreate" -> Files.createDirectories(path);
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                }
            }
            default -> {}
        }
        boolean right = switch (type) {
            case "Directory", "DirectoryOrCreate" -> Files.isDirectory(path);
            case "File", "FileOrCreate" -> Files.isRegularFile(path);
            default -> type.isEmpty() || Files.exists(path);
        };
        if (!right) {
            throw references.missing("the host path " + path + " of volume " + name + " is no " + type);
        }
        return path;
    }

    /** The mounts of a container, sub paths applied. */
    List<Mount> mounts(JsonNode container, Map<String, Path> paths, Map<String, String> env) {
        List<Mount> mounts = new ArrayList<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            String name = mount.path("name").asText();
            Path path = paths.get(name);
            if (path == null) {
                throw references.missing("the volume " + name + " is not in the pod");
            }
            String sub = mount.has("subPathExpr")
                    ? Expansion.expand(mount.path("subPathExpr").asText(), env)
                    : mount.path("subPath").asText("");
            mounts.add(new Mount(
                    name,
                    sub.isEmpty() ? path : path.resolve(relative(sub)),
                    mount.path("mountPath").asText(),
                    mount.path("readOnly").asBoolean(false),
                    Propagation.NONE));
        }
        return mounts;
    }

    /** Refuses paths that lead out of the volume. */
    private String relative(String text) {
        Path path = Path.of(text);
        if (text.isEmpty() || path.isAbsolute() || !path.normalize().equals(path) || path.startsWith("..")) {
            throw new PodProblem(
                    EdgedError.BAD_REFERENCE,
                    PodProblem.CONFIG,
                    "The path '" + text + "' in the pod " + KubeObject.name(pod) + " leads out of its volume.");
        }
        return text;
    }
}
