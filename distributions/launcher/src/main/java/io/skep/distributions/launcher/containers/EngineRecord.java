package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What was decided at the first start of a private containerd and must stay the same, or be known when all is removed.
 *
 * @param socket where it listens; what is removed must not depend on the environment of who removes it
 * @param subnet of the pods
 * @param snapshotter that made the snapshots
 * @param sharedChains whether the chains that all CNI networks share were there before
 */
record EngineRecord(Path socket, String subnet, String snapshotter, boolean sharedChains) {

    /** The record of a folder; empty if there never was a containerd or its record cannot be read. */
    static Optional<EngineRecord> read(Path file) {
        try {
            Map<String, Object> json = Json.parseObject(Files.readString(file));
            return Optional.of(new EngineRecord(
                    Path.of(Json.string(json, "socket", "")),
                    Json.string(json, "subnet", ""),
                    Json.string(json, "snapshotter", ""),
                    Boolean.parseBoolean(Json.string(json, "sharedChains", "true"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(
                file,
                Json.write(Map.of(
                                "socket", socket.toString(),
                                "subnet", subnet,
                                "snapshotter", snapshotter,
                                "sharedChains", sharedChains))
                        + "\n");
    }
}
