package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Health.Verdict;
import io.skep.beehive.deploy.internal.Health.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One update of one running bundle, with the way back. */
final class Trial {

    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Bundle bundle;
    private final StoredJar good;
    private final StoredJar next;
    private final Work before;
    private final Replacement replacement;
    private final Health health;
    private final InstantSource clock;
    private Map<String, Long> failures = Map.of();

    /**
     * @param good what the bundle consists of while it works
     * @param next what it is to consist of
     * @param before what it does while it works
     */
    Trial(
            Bundle bundle,
            StoredJar good,
            StoredJar next,
            Work before,
            Replacement replacement,
            Health health,
            InstantSource clock) {
        this.bundle = bundle;
        this.good = good;
        this.next = next;
        this.before = before;
        this.replacement = replacement;
        this.health = health;
        this.clock = clock;
    }

    Bundle bundle() {
        return bundle;
    }

    StoredJar good() {
        return good;
    }

    StoredJar next() {
        return next;
    }

    Work before() {
        return before;
    }

    /**
     * Replaces the bundle and waits until the new version does what the old one did.
     *
     * @throws SkepException {@code ROLLED_BACK}, {@code ROLLBACK_FAILED}; the log has it already
     */
    void run(Duration limit) {
        Version old = bundle.getVersion();
        String why = replace(next, limit);
        if (!why.isEmpty()) {
            throw takeBack(why, limit);
        }
        LOG.info("updated {} from {} to {} with {}", bundle.getSymbolicName(), old, bundle.getVersion(), next.origin());
    }

    /** How the new version does; a failure is to be followed by {@link #takeBack}. */
    Verdict judge() {
        return health.judge(bundle, before, failures);
    }

    /** Why the bundle does not work with this jar; empty when it does. */
    private String replace(StoredJar jar, Duration limit) {
        try {
            replacement.stop(bundle);
            failures = health.failures();
            replacement.put(bundle, jar);
            replacement.start(bundle);
        } catch (BundleException | IllegalStateException e) {
            return "it does not start: " + Reasons.of(e);
        } catch (IOException e) {
            return "its jar cannot be read: " + Reasons.of(e);
        }
        return awaitUp(limit);
    }

    private String awaitUp(Duration limit) {
        Instant end = clock.instant().plus(limit);
        while (true) {
            switch (judge()) {
                case Verdict.Up _ -> {
                    return "";
                }
                case Verdict.Failed(String why) -> {
                    return why;
                }
                case Verdict.Gone _ -> {
                    return "it was stopped at once";
                }
                case Verdict.Waiting(String why) -> {
                    if (!clock.instant().isBefore(end)) {
                        return why + " after " + limit.toSeconds() + " s";
                    }
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a change", e);
        }
    }

    /** Puts the old version back; tells it in one line of the log and returns that. */
    SkepException takeBack(String why, Duration limit) {
        String update =
                "The update of " + bundle.getSymbolicName() + " from " + good.version() + " to " + next.version();
        String again = replace(good, before.well() ? limit : Duration.ZERO);
        if (again.isEmpty() || !before.well() && Replacement.isRunning(bundle)) {
            SkepException taken = new SkepException(
                    DeployError.ROLLED_BACK,
                    update + " was taken back: " + why + ". Version " + good.version() + " runs.");
            LOG.warn(taken.line());
            return taken;
        }
        replacement.giveUp(bundle);
        SkepException failed = new SkepException(
                DeployError.ROLLBACK_FAILED,
                update + " failed: " + why + "; and version " + good.version() + " does not run again: " + again
                        + ". The bundle is stopped.");
        LOG.error(failed.line());
        return failed;
    }
}
