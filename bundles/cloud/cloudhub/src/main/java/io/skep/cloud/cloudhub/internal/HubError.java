package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why the hub, or one of its sessions, cannot work: SKEP-530 to 534, of its tokens: SKEP-539 to 541. */
public enum HubError implements ErrorCode {
    HALF_PAIR("SKEP-530", ErrorType.CONFIGURATION, "Give both files of cloudHub, certificate and key, or none."),
    TOKEN_FILE("SKEP-531", ErrorType.STORAGE, "Check the folder of cloudHub.tokenFile: owner, mode and free space."),
    CONFIGURATION(
            "SKEP-532", ErrorType.CONFIGURATION, "Correct the key in section modules.cloudHub of cloudcore.yaml."),
    QUEUE_FULL("SKEP-533", ErrorType.NETWORK, "Nothing is lost; look at the edge's link and load if this lasts."),
    EDGE_DEAF("SKEP-534", ErrorType.NETWORK, "The edge connects again by itself; look at its link and load."),
    NOT_READY("SKEP-539", ErrorType.RESOURCE, "Wait until the hub has reached the Kubernetes API; see its log."),
    UNKNOWN_TOKEN("SKEP-540", ErrorType.REQUEST, "Take an id of cloudhub:token, the token itself, or the word all."),
    TOKEN_COMMAND("SKEP-541", ErrorType.REQUEST, "Use cloudhub:token alone, or with show, new, or revoke and what.");

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
}
