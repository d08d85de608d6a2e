package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerRequest.Propagation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that the node makes for a container: its hosts file, and the one that takes its last words. */
final class OwnFiles {

    private static final int MAX_HOSTS = 1 << 20;
    private static final String LAST_WORDS = "/dev/termination-log";

    private final JsonNode pod;
    private final PodFolder folder;
    private final PodSettings settings;

    OwnFiles(JsonNode pod, PodFolder folder, PodSettings settings) {
        this.pod = pod;
        this.folder = folder;
        this.settings = settings;
    }

    /** @param ip address of the pod, empty when it has none of its own */
    List<Mount> of(JsonNode container, int attempt, String ip) {
        List<Mount> mounts = new ArrayList<>();
        try {
            boolean machine = pod.path("spec").path("hostNetwork").asBoolean(false);
            if ((machine || !ip.isEmpty()) && !hasMount(container, HostsFile.PLACE)) {
                String text = machine
                        ? HostsFile.machine(pod, hosts())
                        : HostsFile.own(pod, HostName.of(pod, settings.dns().clusterDomain()), ip);
                Path file = folder.hosts();
                write(file, text, 0644);
                mounts.add(mount("skep/hosts", file, HostsFile.PLACE));
            }
            String place = container.path("terminationMessagePath").asText(LAST_WORDS);
            if (!place.isEmpty() && !hasMount(container, place)) {
                Path file = folder.lastWords(container.path("name").asText(), attempt);
                Files.createDirectories(file.getParent());
                write(file, "", 0666);
                mounts.add(mount("skep/termination-log", file, place));
            }
        } catch (IOException e) {
            throw PodProblem.of(
                    EdgedError.FOLDER_UNUSABLE, pod, "waits: the files of its containers cannot be made: " + e);
        }
        return mounts;
    }

    private static Mount mount(String name, Path file, String place) {
        return new Mount(name, file, place, false, Propagation.NONE);
    }

    private static boolean hasMount(JsonNode container, String place) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (mount.path("mountPath").asText().equals(place)) {
                return true;
            }
        }
        return false;
    }

    /** In place, because running containers have this very file. */
    private static void write(Path file, String text, int mode) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, AtomicFolder.permissions(mode));
    }

    private static String hosts() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(HostsFile.PLACE))) {
            return new String(in.readNBytes(MAX_HOSTS), StandardCharsets.UTF_8);
        }
    }
}
