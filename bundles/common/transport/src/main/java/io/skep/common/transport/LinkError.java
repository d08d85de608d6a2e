package io.skep.common.transport;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** What can go wrong with a link: SKEP-501 to SKEP-529. */
public enum LinkError implements ErrorCode {
    ADDRESS_UNAVAILABLE(
            "SKEP-501",
            ErrorType.CONFIGURATION,
            "Find who listens there with 'ss -ltnp', or set another address or port."),
    LINK_CLOSED("SKEP-502", ErrorType.NETWORK, "Send again over the next link."),
    UNREACHABLE("SKEP-503", ErrorType.NETWORK, "Check the server's address, the network and that cloudcore runs."),
    TLS_FAILED(
            "SKEP-504",
            ErrorType.PERMISSION,
            "Compare the CA, the names in the cloud's certificate, the edge's certificate and the clocks."),
    HANDSHAKE_REFUSED(
            "SKEP-505", ErrorType.REQUEST, "Check that the address is cloudcore's WebSocket port, 10000 by default."),
    TLS_UNAVAILABLE("SKEP-506", ErrorType.CONFIGURATION, "Run Skep on a complete JDK 25 or newer."),
    LANE_MISSING(
            "SKEP-509",
            ErrorType.CONFIGURATION,
            "Start the bundle io.skep.common.transport.quic, or set websocket.enable to true and quic.enable to false.");

    private final String code;
    private final ErrorType type;
    private final String next;

    LinkError(String code, ErrorType type, String next) {
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
