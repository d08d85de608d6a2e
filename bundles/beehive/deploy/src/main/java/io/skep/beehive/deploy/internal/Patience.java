package io.skep.beehive.deploy.internal;

import io.skep.beehive.deploy.internal.FolderListing.Stamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How long files have been damaged without a change: a copy may pause, and is not told of before it has paused for long. */
final class Patience {

    private record Since(Stamp stamp, Instant time) {}

    private final InstantSource clock;
    private final Duration limit;
    private final Map<Path, Since> damaged = new HashMap<>();

    Patience(InstantSource clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** Whether a damaged file has not changed for so long that nobody writes to it any more. */
    boolean isOver(Path file, Stamp stamp) {
        Since since = damaged.get(file);
        if (since == null || !since.stamp().equals(stamp)) {
            damaged.put(file, new Since(stamp, clock.instant()));
            return false;
        }
        return !clock.instant().isBefore(since.time().plus(limit));
    }

    void forgetAllBut(Set<Path> files) {
        damaged.keySet().retainAll(files);
    }
}
