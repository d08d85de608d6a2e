package io.skep.cloud.apiserver.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Codes SKEP-680 to SKEP-699. */
enum ApiServerError implements ErrorCode {
    DATABASE_UNUSABLE(
            "SKEP-680",
            ErrorType.STORAGE,
            "Check owner, mode and free space of the folder of modules.apiServer.dataSource."),
    DATABASE_IN_USE(
            "SKEP-681", ErrorType.CONFIGURATION, "Stop the other cloudcore, or give this one a dataSource of its own."),
    DATABASE_CORRUPT(
            "SKEP-682",
            ErrorType.STORAGE,
            "Stop cloudcore and restore the file from a backup; without one move it away to begin with an empty API."),
    FILE_UNWRITABLE(
            "SKEP-683",
            ErrorType.STORAGE,
            "Check owner, mode and free space of that folder: modules.apiServer names it.");

    private final String code;
    private final ErrorType type;
    private final String next;

    ApiServerError(String code, ErrorType type, String next) {
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
