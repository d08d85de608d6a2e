package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.EdgedError;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to outlive edged and its process: how often each container of a pod was started, how it ended last, and how the pod ended. It is on the
 * disk when a method returns. One thread writes.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);
    private static final Duration MOST = Duration.ofMinutes(5);

    private final Path file;
    private volatile TreeMap<String, Entry> entries = new TreeMap<>();
    private Instant startTime = Instant.EPOCH;
    private String runtime = "";
    private volatile Optional<Verdict> verdict = Optional.empty();

    /** What is known of a container's newest start. */
    enum Stage {
        /** None, or it has been seen to end. */
        IDLE,
        /** It was about to be started; whether it was, the runtime knows. */
        STARTING,
        /** The runtime has started it. */
        RUNNING
    }

    /**
     * @param starts how often a container was started for certain; the number of its next attempt
     * @param crashes ends in a row that were not preceded by a long run
     * @param last how it ended last
     * @param image of its newest start, as the pod named it
     * @param again an init container that has to run once more, because the sandbox that it prepared is gone
     */
    record Entry(int starts, Stage stage, int crashes, Optional<Exit> last, boolean again, String image) {

        static final Entry NEW = new Entry(0, Stage.IDLE, 0, Optional.empty(), false, "");

        boolean running() {
            return stage == Stage.RUNNING;
        }

        int restarts() {
            return Math.max(0, starts - 1);
        }

        Entry starting(String from) {
            return new Entry(starts, Stage.STARTING, crashes, last, again, from);
        }

        Entry withdrawn() {
            return new Entry(starts, Stage.IDLE, crashes, last, again, image);
        }

        Entry started(int attempt) {
            return new Entry(attempt + 1, Stage.RUNNING, crashes, last, false, image);
        }

        Entry ended(Exit exit) {
            boolean longRun =
                    Duration.between(exit.startedAt(), exit.finishedAt()).compareTo(LONG_ENOUGH) > 0;
            return new Entry(starts, Stage.IDLE, longRun ? 1 : crashes + 1, Optional.of(exit), again, image);
        }

        /** It vanished, which is no fault of its own. */
        Entry lost(Exit exit) {
            return new Entry(starts, Stage.IDLE, crashes, Optional.of(exit), again, image);
        }

        Entry onceMore() {
            return new Entry(starts, stage, crashes, last, true, image);
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
    record Exit(
            String id, String imageId, int code, String reason, String message, Instant startedAt, Instant finishedAt) {

        boolean isGood() {
            return code == 0;
        }
    }

    /** How the whole pod ended; it never runs again. */
    record Verdict(String phase, String reason, String message) {}

    private Ledger(Path file) {
        this.file = file;
    }

    static Ledger open(Path file) {
        Ledger ledger = new Ledger(file);
        if (Files.exists(file)) {
            try {
                ledger.read(Json.parse(Files.readAllBytes(file)));
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} not read, restart counts are taken from the runtime: {}", file, e.toString());
            }
        }
        return ledger;
    }

    private void read(JsonNode json) {
        startTime = Instant.parse(json.path("startTime").asText());
        runtime = json.path("runtime").asText();
        json.path("containers")
                .properties()
                .forEach(container -> entries.put(container.getKey(), entry(container.getValue())));
        JsonNode end = json.path("verdict");
        if (end.isObject()) {
            verdict = Optional.of(new Verdict(
                    end.path("phase").asText(),
                    end.path("reason").asText(),
                    end.path("message").asText()));
        }
    }

    private static Entry entry(JsonNode entry) {
        JsonNode exit = entry.path("last");
        Optional<Exit> last = exit.isObject()
                ? Optional.of(new Exit(
                        exit.path("id").asText(),
                        exit.path("imageId").asText(),
                        exit.path("code").asInt(),
                        exit.path("reason").asText(),
                        exit.path("message").asText(),
                        Instant.parse(exit.path("startedAt").asText()),
                        Instant.parse(exit.path("finishedAt").asText())))
                : Optional.empty();
        Stage stage = entry.path("starting").asBoolean()
                ? Stage.STARTING
                : entry.path("running").asBoolean() ? Stage.RUNNING : Stage.IDLE;
        return new Entry(
                entry.path("starts").asInt(),
                stage,
                entry.path("crashes").asInt(),
                last,
                entry.path("again").asBoolean(),
                entry.path("image").asText());
    }

    Entry get(String container) {
        return entries.getOrDefault(container, Entry.NEW);
    }

    void put(String container, Entry entry) {
        TreeMap<String, Entry> changed = new TreeMap<>(entries);
        changed.put(container, entry);
        entries = changed;
        save();
    }

    /** False when no container of the pod can be in a runtime. */
    boolean hasStarted() {
        return entries.values().stream().anyMatch(entry -> entry.starts() > 0 || entry.stage() != Stage.IDLE);
    }

    /** The handler word of the runtime that may know the pod, or empty. */
    String runtime() {
        return runtime;
    }

    void usesRuntime(String handler) {
        if (!runtime.equals(handler)) {
            runtime = handler;
            save();
        }
    }

    Optional<Verdict> verdict() {
        return verdict;
    }

    void end(Verdict how) {
        verdict = Optional.of(how);
        try {
            save();
        } catch (SkepException e) {
            verdict = Optional.empty();
            throw e;
        }
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
        ObjectNode json = Json.object().put("startTime", startTime.toString()).put("runtime", runtime);
        verdict.ifPresent(how -> json.putObject("verdict")
                .put("phase", how.phase())
                .put("reason", how.reason())
                .put("message", how.message()));
        ObjectNode containers = json.putObject("containers");
        entries.forEach((name, entry) -> write(containers.putObject(name), entry));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            write(part, Json.writeBytes(json));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder();
        } catch (IOException e) {
            throw new SkepException(
                    EdgedError.FOLDER_UNUSABLE, "The file " + file + " cannot be written: " + e + ".", e);
        }
    }

    private static void write(ObjectNode node, Entry entry) {
        node.put("starts", entry.starts()).put("crashes", entry.crashes());
        node.put("starting", entry.stage() == Stage.STARTING)
                .put("running", entry.running())
                .put("again", entry.again())
                .put("image", entry.image());
        entry.last()
                .ifPresent(exit -> node.putObject("last")
                        .put("id", exit.id())
                        .put("imageId", exit.imageId())
                        .put("code", exit.code())
                        .put("reason", exit.reason())
                        .put("message", exit.message())
                        .put("startedAt", exit.startedAt().toString())
                        .put("finishedAt", exit.finishedAt().toString()));
    }

    /** By a stream, because the end of edged interrupts its threads, and an interruption closes channels. */
    private static void write(Path part, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(part.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (ClosedByInterruptException e) {
            LOG.debug("folder of {} not forced: edged ends, the machine does not", file);
        }
    }
}
