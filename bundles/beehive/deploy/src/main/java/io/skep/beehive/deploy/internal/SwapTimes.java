package io.skep.beehive.deploy.internal;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long an update may take.
 *
 * @param up from its start until a bundle does what it did before
 * @param probation how long it is watched then
 */
record SwapTimes(Duration up, Duration probation) {

    /** Framework property with the seconds of the probation. */
    static final String PROBATION = "skep.deploy.probation";

    private static final Logger LOG = LoggerFactory.getLogger(SwapTimes.class);
    private static final Duration UP = Duration.ofSeconds(10);
    private static final Duration DEFAULT = Duration.ofSeconds(10);

    /** @param seconds null for the default */
    static SwapTimes of(String seconds) {
        if (seconds == null || seconds.isBlank()) {
            return new SwapTimes(UP, DEFAULT);
        }
        if (seconds.strip().matches("\\d{1,6}")) {
            return new SwapTimes(UP, Duration.ofSeconds(Long.parseLong(seconds.strip())));
        }
        LOG.warn("{} is '{}', which is no number of seconds: {} s are taken", PROBATION, seconds, DEFAULT.toSeconds());
        return new SwapTimes(UP, DEFAULT);
    }
}
