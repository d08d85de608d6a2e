package io.skep.beehive.deploy.internal;

import io.skep.beehive.deploy.internal.Health.Verdict;
import io.skep.beehive.deploy.internal.Health.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Whether bundles that come into the container new do their work; made before they are started. */
public final class Arrival {

    private static final Work NOTHING = new Work(Set.of(), Set.of(), true);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofMillis(200);

    private final Health health;
    private final InstantSource clock;
    private final Map<String, Long> failures;

    public Arrival(BundleContext context, InstantSource clock) {
        this.health = new Health(context);
        this.clock = clock;
        this.failures = health.failures();
    }

    /**
     * Waits until the started bundles have all their modules running and go on so for a moment. A component that its configuration does not enable
     * is not missed.
     *
     * @return one sentence without full stop that says which bundle fails, and why; empty if none does
     */
    public String await(Collection<Bundle> bundles) throws InterruptedException {
        Instant end = clock.instant().plus(LIMIT);
        Instant well = null;
        while (true) {
            String waiting = "";
            for (Bundle bundle : bundles) {
                switch (health.judge(bundle, NOTHING, failures)) {
                    case Verdict.Failed(String why) -> {
                        return sentence(bundle, why);
                    }
                    case Verdict.Gone _ -> {
                        return sentence(bundle, "it was stopped at once");
                    }
                    case Verdict.Waiting(String why) -> waiting = sentence(bundle, why);
                    case Verdict.Up _ -> {}
                }
            }
            Instant now = clock.instant();
            well = !waiting.isEmpty() ? null : well == null ? now : well;
            if (well != null && !now.isBefore(well.plus(STEADY))) {
                return "";
            }
            if (!now.isBefore(end)) {
                return waiting.isEmpty() ? "" : waiting + " after " + LIMIT.toSeconds() + " s";
            }
            Thread.sleep(PAUSE);
        }
    }

    private static String sentence(Bundle bundle, String why) {
        return "the bundle " + bundle.getSymbolicName() + " does not work: " + why;
    }
}
