package io.skep.common.transport;

import io.skep.beehive.api.SkepException;
import java.time.Duration;
import java.util.Optional;

/** SKEP-505: a server was reached, and it did not open a link. */
public class LinkRefusedException extends SkepException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Optional<Duration> retryAfter;

    /** @param status of the answer, 0 when there was none */
    public LinkRefusedException(String sentence, int status, Optional<Duration> retryAfter, Throwable cause) {
        super(LinkError.HANDSHAKE_REFUSED, sentence, cause);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** When the server asks to be dialled again. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
