package io.skep.edge.edged.internal.pod;

import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the logs of one pod's containers small: a file that is too long is renamed, the runtime opens a new one, the oldest go. */
final class LogRotation {

    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final PodFolder folder;
    private final LogLimits limits;
    private Instant last = Instant.EPOCH;

    LogRotation(PodFolder folder, LogLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /** Looks at the files, at most each ten seconds. */
    void look(PodRuntime runtime, String uid, Sight sight, Moment now) throws InterruptedException {
        if (now.steady().isBefore(last.plus(PAUSE))) {
            return;
        }
        last = now.steady();
        for (ContainerState state : sight.states().values()) {
            Path log = folder.log(state.name(), state.attempt());
            try {
                if (state.phase() == Phase.RUNNING && Files.exists(log) && Files.size(log) > limits.bytes()) {
                    rotate(runtime, uid, state.name(), log, now.wall());
                }
            } catch (IOException | RuntimeFailure e) {
                LOG.warn("log {} not rotated: {}", log, e.toString());
            }
        }
    }

    private void rotate(PodRuntime runtime, String uid, String container, Path log, Instant now)
            throws IOException, InterruptedException {
        List<Path> old = rotated(log);
        Path renamed = name(log, old, now);
        while (old.size() > Math.max(0, limits.files() - 2)) {
            Files.delete(old.removeFirst());
        }
        Files.move(log, renamed);
        try {
            runtime.reopenLog(uid, container);
        } catch (RuntimeFailure e) {
            Files.move(renamed, log);
            throw e;
        }
    }

    /** Behind all others, also when the clock was set back. */
    private static Path name(Path log, List<Path> old, Instant now) {
        String prefix = log.getFileName() + ".";
        String name = prefix + STAMP.format(now);
        String newest = old.isEmpty() ? "" : old.getLast().getFileName().toString();
        if (name.compareTo(newest) > 0) {
            return log.resolveSibling(name);
        }
        try {
            Instant before = STAMP.parse(newest.substring(prefix.length()), Instant::from);
            return log.resolveSibling(prefix + STAMP.format(before.plusSeconds(1)));
        } catch (DateTimeException e) {
            return log.resolveSibling(name);
        }
    }

    /** The oldest first. */
    private static List<Path> rotated(Path log) throws IOException {
        List<Path> old = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(log.getParent(), log.getFileName() + ".*")) {
            files.forEach(old::add);
        }
        Collections.sort(old);
        return old;
    }
}
