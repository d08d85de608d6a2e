package io.skep.cloud.cloudhub.internal.session;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param keepalive a session without a keepalive for so long is ended
 * @param resend pause between two transmissions of the same message
 * @param transmissions of one message before others get their turn
 */
public record Timing(Duration keepalive, Duration resend, int transmissions) {

    private static final Duration RETRY_FIRST = Duration.ofMillis(5);
    private static final Duration RETRY_LONGEST = Duration.ofSeconds(1000);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** KubeEdge's: each 5 s, five times in all. */
    public static Timing of(int keepaliveSeconds) {
        return new Timing(Duration.ofSeconds(keepaliveSeconds), Duration.ofSeconds(5), 5);
    }

    /** How long an unacknowledged message waits until it is sent anew: doubled at each failure, KubeEdge's 5 ms to 1000 s. */
    Duration retryAfter(int failures) {
        Duration pause = RETRY_FIRST.multipliedBy(1L << Math.min(20, failures));
        return pause.compareTo(RETRY_LONGEST) > 0 ? RETRY_LONGEST : pause;
    }

    /** After so long a frame that is not acknowledged by its nature counts as read. */
    Duration rest() {
        return REST;
    }

    /** So long the others have the first word: a silent older version of an object, the cloudcore that has the session. */
    Duration patience() {
        return resend.compareTo(PATIENCE) < 0 ? resend : PATIENCE;
    }
}
