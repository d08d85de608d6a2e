package io.skep.common.transport;

import java.time.Duration;

/** The answer to a {@link LinkRequest}. */
public sealed interface Admission {

    /** The link is opened. */
    record Accepted() implements Admission {}

    /**
     * The upgrade is answered with this status instead of 101.
     *
     * @param status 401 no identity, 403 another's identity, 429 or 503 not now
     * @param reason one sentence for the operator of the edge
     * @param retryAfter when to come again, zero for no advice; whole seconds on the wire, rounded up
     */
    record Refused(int status, String reason, Duration retryAfter) implements Admission {}

    Admission ACCEPTED = new Accepted();
}
