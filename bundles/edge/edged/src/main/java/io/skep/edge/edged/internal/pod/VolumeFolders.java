package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.disk.Mounts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;

/** Makes the folders of volumes, on the disk or in memory, for the pod's group. */
final class VolumeFolders {

    private static final int ALL = 0777;
    private static final int STICKY = 01000;
    private static final int SET_GID = 02000;

    private final JsonNode pod;
    private final Mounts mounts;
    private final OptionalLong group;
    private final long machineMemory;

    VolumeFolders(JsonNode pod, PodSettings settings, OptionalLong group) {
        this.pod = pod;
        this.mounts = settings.mounts();
        this.group = group;
        this.machineMemory = settings.host().memoryBytes();
    }

    /** Whether this node can keep volumes of this pod in memory. */
    boolean canUseMemory() {
        return mounts.able() && !Runtimes.handler(pod).equals(Runtimes.OSGI);
    }

    /** Appears with its rights, or not at all. */
    Path onDisk(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return folder;
        }
        Files.createDirectories(folder.getParent());
        Path fresh = folder.resolveSibling(folder.getFileName() + "~new");
        AtomicFolder.delete(fresh);
        Files.createDirectory(fresh);
        if (group.isPresent()) {
            Files.setAttribute(fresh, "unix:gid", Math.toIntExact(group.getAsLong()), LinkOption.NOFOLLOW_LINKS);
        }
        Files.setAttribute(fresh, "unix:mode", ALL | (group.isPresent() ? SET_GID : 0));
        return Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What lay there on the disk is deleted first. */
    Path inMemory(Path folder, JsonNode sizeLimit) throws IOException, InterruptedException {
        if (mounts.isMounted(folder)) {
            return folder;
        }
        mounts.clear(folder);
        AtomicFolder.delete(folder);
        Files.createDirectories(folder);
        String mode = Integer.toOctalString(ALL | STICKY | (group.isPresent() ? SET_GID : 0));
        mounts.memory(folder, size(sizeLimit), mode, group);
        return folder;
    }

    /** No more than the pod's own memory, when all its containers have a limit, and than the machine's. */
    private long size(JsonNode sizeLimit) {
        BigDecimal most = BigDecimal.valueOf(machineMemory);
        BigDecimal sum = BigDecimal.ZERO;
        boolean all = true;
        for (JsonNode container : pod.path("spec").path("containers")) {
            JsonNode limit = container.path("resources").path("limits").path("memory");
            all &= !limit.isMissingNode();
            sum = sum.add(Quantity.of(pod, "limits.memory", limit.asText("0")));
        }
        if (all && sum.signum() > 0) {
            most = most.min(sum);
        }
        BigDecimal wanted = Quantity.of(pod, "emptyDir.sizeLimit", sizeLimit.asText("0"));
        return (wanted.signum() > 0 ? most.min(wanted) : most).longValue();
    }
}
