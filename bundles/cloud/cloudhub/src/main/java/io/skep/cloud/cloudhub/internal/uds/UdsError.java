package io.skep.cloud.cloudhub.internal.uds;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why a call by the unix socket is not made, or the socket is not offered: SKEP-520 to 529. */
enum UdsError implements ErrorCode {
    ADDRESS(
            "SKEP-520",
            ErrorType.CONFIGURATION,
            "Set modules.cloudHub.unixsocket.address to unix:///PATH, or unixsocket.enable to false."),
    LISTEN(
            "SKEP-521",
            ErrorType.RESOURCE,
            "Mend that or give another modules.cloudHub.unixsocket.address; it is tried again by itself."),
    NO_MESSAGE(
            "SKEP-522",
            ErrorType.REQUEST,
            "Send one JSON message with header, route and content, as a CSI driver does."),
    TOO_LARGE("SKEP-523", ErrorType.REQUEST, "Send a shorter message."),
    NOT_SERVED(
            "SKEP-524",
            ErrorType.REQUEST,
            "Send createvolume, deletevolume, controllerpublishvolume or controllerunpublishvolume"
                    + " to node/NODE/NAMESPACE/volume/ID."),
    NOT_CONNECTED("SKEP-525", ErrorType.NETWORK, "Ask again when cloudhub:nodes in the shell shows the node."),
    NO_ANSWER("SKEP-526", ErrorType.NETWORK, "See the log of that edge; ask again."),
    TOO_MANY("SKEP-527", ErrorType.RESOURCE, "Close a connection and ask again."),
    OTHER_USER("SKEP-528", ErrorType.PERMISSION, "Run the driver as the user of this container, or as root."),
    SILENT("SKEP-529", ErrorType.REQUEST, "Send the whole message at once.");

    private final String code;
    private final ErrorType type;
    private final String next;

    UdsError(String code, ErrorType type, String next) {
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
