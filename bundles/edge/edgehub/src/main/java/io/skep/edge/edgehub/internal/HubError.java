package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkRefusedException;

/** What can be wrong at the edge's end of the link: SKEP-545 to SKEP-559. */
enum HubError implements ErrorCode {
    NO_TOKEN(
            "SKEP-545",
            ErrorType.CONFIGURATION,
            "Put a join token from the cloud into that file; the edge tries again by itself."),
    TOKEN_KEPT("SKEP-546", ErrorType.STORAGE, "Delete it by hand: it lets others join until it expires."),
    ONE_LANE(
            "SKEP-547",
            ErrorType.CONFIGURATION,
            "Set one of modules.edgeHub.websocket.enable and quic.enable to true and the other to false."),
    NOT_LET_IN(
            "SKEP-548",
            ErrorType.PERMISSION,
            "Compare modules.edged.hostnameOverride with the certificate (edgehub:status); to join anew, put a fresh join token into the bootstrap file.");

    private final String code;
    private final ErrorType type;
    private final String next;

    HubError(String code, ErrorType type, String next) {
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

    /** A refusal of the edge's identity (401, 403) told as what it is; any other failure as it came. */
    static SkepException ofRefusal(SkepException failure) {
        return failure instanceof LinkRefusedException refusal && (refusal.status() == 401 || refusal.status() == 403)
                ? new SkepException(NOT_LET_IN, refusal.getMessage(), refusal)
                : failure;
    }
}
