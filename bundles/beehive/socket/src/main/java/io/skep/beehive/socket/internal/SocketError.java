package io.skep.beehive.socket.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Failures of remote modules and their sockets, SKEP-580 to SKEP-589. */
enum SocketError implements ErrorCode {
    CONFIG("SKEP-580", ErrorType.CONFIGURATION, "Correct the file; it is read again by itself."),
    LISTEN(
            "SKEP-581",
            ErrorType.RESOURCE,
            "Stop who listens there or give another address in socket_module.yaml; it is tried again by itself."),
    CONNECT("SKEP-582", ErrorType.NETWORK, "Start the process that listens there; it is tried again by itself."),
    NO_MESSAGE("SKEP-583", ErrorType.REQUEST, "Send one JSON message in each packet; see docs/protocol/socket.md."),
    TOO_LARGE("SKEP-584", ErrorType.REQUEST, "Send less, or raise buffersize in socket_module.yaml at both ends."),
    NOT_NAMED(
            "SKEP-585",
            ErrorType.PERMISSION,
            "Name the module with this address in socket_module.yaml and let it begin with module/add."),
    OTHER_USER("SKEP-586", ErrorType.PERMISSION, "Run the process as the user of this container."),
    TOO_MANY("SKEP-587", ErrorType.RESOURCE, "Close a connection, or raise connmax in socket_module.yaml."),
    NAME_TAKEN("SKEP-588", ErrorType.CONFIGURATION, "Give the remote module a name that no module here has."),
    HANDSHAKE("SKEP-589", ErrorType.NETWORK, "See the log of the other process; it is tried again by itself.");

    private final String code;
    private final ErrorType type;
    private final String next;

    SocketError(String code, ErrorType type, String next) {
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
