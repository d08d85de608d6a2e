package io.skep.beehive.deploy.internal;

import io.skep.beehive.deploy.internal.Health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches updated bundles for a while after they came up and takes an update back that fails then. */
final class Probations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Probations.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Changes changes;
    private final SwapTimes times;
    private final InstantSource clock;
    private final ProbationRecord record;
    private final RejectedJars rejected;
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();

    Probations(Changes changes, SwapTimes times, InstantSource clock, ProbationRecord record, RejectedJars rejected) {
        this.changes = changes;
        this.times = times;
        this.clock = clock;
        this.record = record;
        this.rejected = rejected;
    }

    private record Watch(Trial trial, Thread thread) {}

    /** Makes an update, within a change, and watches over it from then on. */
    void begin(Trial trial) {
        record.begin(trial);
        try {
            trial.run(times.up());
            record.made(trial);
        } catch (RuntimeException e) {
            record.remove(trial.bundle());
            rejected.add(trial.next().sha256());
            throw e;
        }
        long id = trial.bundle().getBundleId();
        Thread thread = Thread.ofVirtual().name("deploy-probation-" + id).unstarted(() -> watch(id, trial));
        watches.put(id, new Watch(trial, thread));
        thread.start();
    }

    /** Digests of the jars that may have to be put back. */
    Set<String> needed() {
        return watches.values().stream()
                .map(watch -> watch.trial().good().sha256())
                .collect(Collectors.toSet());
    }

    /** Ends the watch over a bundle that is changed now. Returns its trial if it was watched. */
    Optional<Trial> end(Bundle bundle) {
        Watch watch = watches.remove(bundle.getBundleId());
        if (watch == null) {
            return Optional.empty();
        }
        watch.thread().interrupt();
        record.remove(bundle);
        return Optional.of(watch.trial());
    }

    private void watch(long id, Trial trial) {
        Instant end = clock.instant().plus(times.probation());
        try {
            while (clock.instant().isBefore(end)) {
                Thread.sleep(PAUSE);
                switch (trial.judge()) {
                    case Verdict.Failed(String why) -> {
                        changes.apart(() -> takeBack(id, trial, why));
                        return;
                    }
                    case Verdict.Gone _ -> {
                        return;
                    }
                    case Verdict.Up _, Verdict.Waiting _ -> {}
                }
            }
            rejected.remove(trial.next().sha256());
        } catch (InterruptedException | IllegalStateException e) {
            LOG.debug("{} is no longer watched: it was changed, or this bundle stops", trial.bundle(), e);
        } catch (Exception e) {
            LOG.error("{} is no longer watched", trial.bundle(), e);
        } finally {
            over(id, trial);
        }
    }

    private void over(long id, Trial trial) {
        watches.computeIfPresent(id, (_, watch) -> {
            if (!watch.trial().equals(trial)) {
                return watch;
            }
            record.remove(trial.bundle());
            return null;
        });
    }

    private boolean takeBack(long id, Trial trial, String why) {
        Watch watch = watches.get(id);
        if (watch == null || !watch.trial().equals(trial)) {
            return false;
        }
        trial.takeBack(why, times.up());
        rejected.add(trial.next().sha256());
        return true;
    }

    @Override
    public void close() {
        watches.values().forEach(watch -> watch.thread().interrupt());
        watches.clear();
        record.clear();
    }
}
