package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** What can be wrong with the settings of the monitor: SKEP-299 to SKEP-299. */
enum MetricsError implements ErrorCode {
    BAD_ADDRESS("SKEP-299", ErrorType.CONFIGURATION, "Write bindAddress as ADDRESS:PORT, for example 127.0.0.1:9091.");

    private final String code;
    private final ErrorType type;
    private final String next;

    MetricsError(String code, ErrorType type, String next) {
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
