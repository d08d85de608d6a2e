package io.skep.common.http.internal;

/** A request that the server answers by itself, whatever the handler does with this exception. */
final class RejectedRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RejectedRequest(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
