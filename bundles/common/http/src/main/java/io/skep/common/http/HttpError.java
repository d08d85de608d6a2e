package io.skep.common.http;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** What can go wrong when a server is opened: SKEP-901 to SKEP-929. */
public enum HttpError implements ErrorCode {
    ADDRESS_UNAVAILABLE(
            "SKEP-901",
            ErrorType.CONFIGURATION,
            "Find who listens there with 'ss -ltnp', or set another address or port."),
    TLS_UNAVAILABLE("SKEP-902", ErrorType.CONFIGURATION, "Run Skep on a complete JDK 25 or newer.");

    private final String code;
    private final ErrorType type;
    private final String next;

    HttpError(String code, ErrorType type, String next) {
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
