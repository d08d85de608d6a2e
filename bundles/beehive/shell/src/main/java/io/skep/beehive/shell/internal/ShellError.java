package io.skep.beehive.shell.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Failures of the shell, SKEP-220 to SKEP-229 and SKEP-241 to SKEP-249; those of bundles are beehive.deploy's. */
enum ShellError implements ErrorCode {
    DIRECTORY(
            "SKEP-220",
            ErrorType.PERMISSION,
            "Remove the directory or close it to others (chmod 700), then start the container again."),
    SOCKET("SKEP-221", ErrorType.RESOURCE, "Stop the other container with ./skep down, or choose another directory."),
    REQUEST("SKEP-222", ErrorType.REQUEST, "The protocol is described in the README of beehive.shell."),
    COMMAND("SKEP-223", ErrorType.REQUEST, "Type help for the commands, help <command> for one of them."),
    TOO_MANY("SKEP-227", ErrorType.RESOURCE, "Close another shell first."),
    UNHEALTHY("SKEP-229", ErrorType.RESOURCE, "See beehive:info and ./skep logs for each of them."),
    NO_COMMAND("SKEP-241", ErrorType.REQUEST, "Type help for the commands."),
    NO_COMPONENT("SKEP-242", ErrorType.REQUEST, "Type scr:list for the components."),
    NO_LEVEL("SKEP-243", ErrorType.REQUEST, "Give one of TRACE, DEBUG, INFO, WARN, ERROR or default."),
    NO_LOG("SKEP-244", ErrorType.STORAGE, "See whether the file is there and readable.");

    private final String code;
    private final ErrorType type;
    private final String next;

    ShellError(String code, ErrorType type, String next) {
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
