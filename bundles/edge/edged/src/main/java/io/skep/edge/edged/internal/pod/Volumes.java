package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.pod.AtomicFolder.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Prepares the volumes of one pod as folders of this machine. For one pass over one pod. */
final class Volumes {

    private static final String PLUGIN = "kubernetes.io~";

    private final JsonNode pod;
    private final Path folder;
    private final VolumeFiles files;
    private final VolumeFolders folders;
    private final Rights rights;
    private final PodEvents events;

    Volumes(
            JsonNode pod,
            PodFolder folder,
            PodSettings settings,
            References references,
            Downward downward,
            PodEvents events) {
        this.pod = pod;
        this.folder = folder.volumes();
        this.rights = new Rights(pod, settings.profiles());
        this.files = new VolumeFiles(pod, references, downward, rights);
        this.folders = new VolumeFolders(pod, settings, rights.fsGroup());
        this.events = events;
    }

    /**
     * Makes all volumes, or brings them up to date. One that cannot be made does not keep the others from being made; then the first problem is
     * thrown.
     *
     * @return where each one is
     */
    Map<String, Path> prepare(Instant now) throws InterruptedException {
        Map<String, Path> paths = new HashMap<>();
        Optional<PodProblem> problem = Optional.empty();
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            String name = volume.path("name").asText();
            try {
                paths.put(name, prepare(volume, name, now));
            } catch (PodProblem e) {
                problem = problem.or(() -> Optional.of(e));
            } catch (IOException e) {
                problem = problem.or(() -> Optional.of(failed(EdgedError.FOLDER_UNUSABLE, name, e.toString())));
            } catch (SkepException e) {
                problem = problem.or(() -> Optional.of(failed(EdgedError.MOUNT_FAILED, name, e.getMessage())));
            }
        }
        if (problem.isPresent()) {
            throw problem.get();
        }
        return paths;
    }

    private PodProblem failed(EdgedError code, String volume, String why) {
        return PodProblem.of(code, pod, "waits: the volume " + volume + " cannot be made: " + why);
    }

    private Path prepare(JsonNode volume, String name, Instant now) throws IOException, InterruptedException {
        if (volume.has("emptyDir")) {
            return emptyDir(volume.path("emptyDir"), name);
        }
        if (volume.has("hostPath")) {
            return new HostPaths(pod).prepare(volume.path("hostPath"));
        }
        Map<String, Entry> entries = files.of(volume)
                .orElseThrow(() -> PodProblem.of(
                        EdgedError.NOT_SUPPORTED,
                        pod,
                        "cannot start: the volume " + name + " is of a kind that this node has not"));
        Path path;
        if (volume.has("configMap")) {
            path = folders.onDisk(place("configmap", name));
        } else {
            String plugin = volume.has("secret") ? "secret" : volume.has("projected") ? "projected" : "downward-api";
            path = folders.canUseMemory()
                    ? folders.inMemory(place(plugin, name), MissingNode.getInstance())
                    : folders.onDisk(place(plugin, name));
        }
        new AtomicFolder(path, rights.fsGroup()).write(entries, now.toString().replace(':', '_'));
        return path;
    }

    private Path emptyDir(JsonNode source, String name) throws IOException, InterruptedException {
        Path path = place("empty-dir", name);
        if (!source.path("medium").asText("").equals("Memory")) {
            return folders.onDisk(path);
        }
        if (folders.canUseMemory()) {
            return folders.inMemory(path, source.path("sizeLimit"));
        }
        events.warning(
                pod,
                "",
                "VolumeNotInMemory",
                "The volume " + name + " lies on the disk, without a size limit: this node cannot keep it in memory");
        return folders.onDisk(path);
    }

    private Path place(String plugin, String name) {
        return folder.resolve(PLUGIN + plugin).resolve(VolumeFiles.relative(pod, name));
    }
}
