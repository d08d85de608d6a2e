package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.EdgedError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to outlive edged and its process: how often each container of a pod was started and how it ended last. */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);
    private static final Duration MOST = Duration.ofMinutes(5);

    private final Path file;
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private Instant startTime = Instant.EPOCH;

    /**
     * @param starts how often a container was started
     * @param running the last start has not been seen to end
     * @param crashes ends in a row that were not preceded by a long run
     * @param last how it ended last
     */
    record Entry(int starts, boolean running, int crashes, Optional<Exit> last) {

        static final Entry NEW = new Entry(0, false, 0, Optional.empty());

        int restarts() {
            return Math.max(0, starts - 1);
        }

        Entry started() {
            return new Entry(starts + 1, true, crashes, last);
        }

        Entry ended(Exit exit) {
            boolean longRun =
                    Duration.between(exit.startedAt(), exit.finishedAt()).compareTo(LONG_ENOUGH) > 0;
            return new Entry(starts, false, longRun ? 1 : crashes + 1, Optional.of(exit));
        }

        /** It ended with the agent's process, which is no fault of its own. */
        Entry lost(Exit exit) {
            return new Entry(starts, false, crashes, Optional.of(exit));
        }

        /** The first restart comes at once, then after 10 s, doubling to 5 minutes. */
        Duration pause() {
            if (crashes <= 1) {
                return Duration.ZERO;
            }
            Duration pause = Duration.ofSeconds(10L << Math.min(crashes - 2, 10));
            return pause.compareTo(MOST) > 0 ? MOST : pause;
        }
    }

    /** How a container ended. */
    record Exit(String id, int code, String reason, String message, Instant startedAt, Instant finishedAt) {}

    private Ledger(Path file) {
        this.file = file;
    }

    static Ledger open(Path file) {
        Ledger ledger = new Ledger(file);
        if (Files.exists(file)) {
            try {
                ledger.read(Json.parse(Files.readAllBytes(file)));
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} not read, restart counts begin anew: {}", file, e.toString());
            }
        }
        return ledger;
    }

    private void read(JsonNode json) {
        startTime = Instant.parse(json.path("startTime").asText());
        json.path("containers").properties().forEach(container -> {
            JsonNode entry = container.getValue();
            JsonNode exit = entry.path("last");
            Optional<Exit> last = exit.isObject()
                    ? Optional.of(new Exit(
                            exit.path("id").asText(),
                            exit.path("code").asInt(),
                            exit.path("reason").asText(),
                            exit.path("message").asText(),
                            Instant.parse(exit.path("startedAt").asText()),
                            Instant.parse(exit.path("finishedAt").asText())))
                    : Optional.empty();
            entries.put(
                    container.getKey(),
                    new Entry(
                            entry.path("starts").asInt(),
                            entry.path("running").asBoolean(),
                            entry.path("crashes").asInt(),
                            last));
        });
    }

    Entry get(String container) {
        return entries.getOrDefault(container, Entry.NEW);
    }

    void put(String container, Entry entry) {
        entries.put(container, entry);
        save();
    }

    /** When the pod was first seen here. */
    Instant startTime(Instant now) {
        if (startTime.equals(Instant.EPOCH)) {
            startTime = now;
            save();
        }
        return startTime;
    }

    private void save() {
        ObjectNode json = Json.object().put("startTime", startTime.toString());
        ObjectNode containers = json.putObject("containers");
        entries.forEach((name, entry) -> {
            ObjectNode node = containers.putObject(name);
            node.put("starts", entry.starts()).put("running", entry.running()).put("crashes", entry.crashes());
            entry.last()
                    .ifPresent(exit -> node.putObject("last")
                            .put("id", exit.id())
                            .put("code", exit.code())
                            .put("reason", exit.reason())
                            .put("message", exit.message())
                            .put("startedAt", exit.startedAt().toString())
                            .put("finishedAt", exit.finishedAt().toString()));
        });
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, Json.writeBytes(json));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SkepException(
                    EdgedError.FOLDER_UNUSABLE, "The file " + file + " cannot be written: " + e + ".", e);
        }
    }
}
