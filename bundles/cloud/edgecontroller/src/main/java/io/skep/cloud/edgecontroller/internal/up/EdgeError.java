package io.skep.cloud.edgecontroller.internal.up;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why an edge's request is not carried out: SKEP-620 and 621. */
public enum EdgeError implements ErrorCode {
    REFUSED(
            "SKEP-620",
            ErrorType.PERMISSION,
            "An edge may act on its own node and pods, and read what its pods refer to."),
    BAD_REQUEST("SKEP-621", ErrorType.REQUEST, "The edge sent something that is no such request; compare versions.");

    private final String code;
    private final ErrorType type;
    private final String next;

    EdgeError(String code, ErrorType type, String next) {
        this.code = code;
        this.type = type;
        this.next = next;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorType type() {
        return type;
    }

    @Override
    public String next() {
        return next;
    }
}
