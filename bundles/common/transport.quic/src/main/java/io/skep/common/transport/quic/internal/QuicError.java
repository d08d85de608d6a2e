package io.skep.common.transport.quic.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** What can go wrong with QUIC alone: SKEP-507 to SKEP-515. The other failures of a link are in {@code LinkError}. */
enum QuicError implements ErrorCode {
    NO_NATIVE_LIBRARY(
            "SKEP-507",
            ErrorType.CONFIGURATION,
            "Use the WebSocket lane there: websocket.enable true, quic.enable false."),
    ANOTHER_PROTOCOL(
            "SKEP-508",
            ErrorType.CONFIGURATION,
            "Check that the address is a Skep cloud's QUIC port, 10001 by default; reach a KubeEdge cloud by WebSocket.");

    private final String code;
    private final ErrorType type;
    private final String next;

    QuicError(String code, ErrorType type, String next) {
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
