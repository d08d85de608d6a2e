package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.disk.MountTable;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerRequest.Propagation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a container's volumeMounts into mounts of prepared paths, sub paths applied. */
final class VolumeMounts {

    private static final Set<String> READ_ONLY = Set.of("configMap", "secret", "downwardAPI", "projected");

    private final JsonNode pod;
    private final Mounts mounts;
    private final SubPaths subPaths;

    VolumeMounts(JsonNode pod, PodFolder folder, Mounts mounts) {
        this.pod = pod;
        this.mounts = mounts;
        this.subPaths = new SubPaths(pod, folder, mounts);
    }

    /** @param paths where each volume of the pod is */
    List<Mount> of(JsonNode container, Map<String, Path> paths, Map<String, String> env) throws InterruptedException {
        List<Mount> result = new ArrayList<>();
        int index = 0;
        for (JsonNode mount : container.path("volumeMounts")) {
            String volume = mount.path("name").asText();
            Path path = paths.get(volume);
            if (path == null) {
                throw PodProblem.of(
                        EdgedError.REFERENCE_MISSING, pod, "waits: the volume " + volume + " is not in the pod");
            }
            String sub = mount.has("subPathExpr")
                    ? expanded(mount.path("subPathExpr").asText(), env)
                    : mount.path("subPath").asText("");
            if (!sub.isEmpty()) {
                Path place = Path.of(volume, container.path("name").asText(), Integer.toString(index));
                path = subPaths.find(path, VolumeFiles.relative(pod, sub), place);
            }
            String inside = mount.path("mountPath").asText();
            result.add(new Mount(
                    volume,
                    path,
                    inside.startsWith("/") ? inside : "/" + inside,
                    mount.path("readOnly").asBoolean(false) || isReadOnly(volume),
                    propagation(container, mount, path)));
            index++;
        }
        return result;
    }

    private String expanded(String expression, Map<String, String> env) {
        String text = Expansion.expand(expression, env);
        if (text.contains("$(")) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE,
                    pod,
                    "cannot start: the sub path '" + expression + "' names a variable that is not set");
        }
        return text;
    }

    private boolean isReadOnly(String name) {
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            if (volume.path("name").asText().equals(name)) {
                return READ_ONLY.stream().anyMatch(volume::has);
            }
        }
        return false;
    }

    private Propagation propagation(JsonNode container, JsonNode mount, Path path) {
        String word = mount.path("mountPropagation").asText("None");
        boolean both = word.equals("Bidirectional");
        if (!both && !word.equals("HostToContainer")) {
            return Propagation.NONE;
        }
        if (both && !container.path("securityContext").path("privileged").asBoolean(false)) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE,
                    pod,
                    "cannot start: Bidirectional mount propagation is available only to privileged containers, which "
                            + container.path("name").asText() + " is not");
        }
        Optional<MountTable.Mount> on = holding(path);
        if (on.isEmpty() || !on.get().shared() && (both || !on.get().slave())) {
            throw PodProblem.of(
                    EdgedError.NOT_SHARED,
                    pod,
                    "waits: path \"" + path + "\" is mounted on \""
                            + on.map(found -> found.point().toString()).orElse("?") + "\" but it is not a shared "
                            + (both ? "mount" : "or slave mount"));
        }
        return both ? Propagation.BIDIRECTIONAL : Propagation.HOST_TO_CONTAINER;
    }

    private Optional<MountTable.Mount> holding(Path path) {
        try {
            return mounts.table().holding(Files.exists(path) ? path.toRealPath() : path);
        } catch (IOException e) {
            throw PodProblem.of(EdgedError.MOUNT_FAILED, pod, "waits: the mounts of this machine cannot be read: " + e);
        }
    }
}
