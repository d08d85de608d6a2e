package io.skep.edge.runtime.osgi.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why a bundle cannot run as a container: SKEP-230 to SKEP-249. */
enum OsgiError implements ErrorCode {
    BAD_IMAGE(
            "SKEP-230",
            ErrorType.REQUEST,
            "Write bundle:<symbolic-name>[:<version>] or bundle:https://<address>#sha256=<64 hex digits>."),
    NO_SUCH_BUNDLE(
            "SKEP-231",
            ErrorType.REQUEST,
            "Put the jar into the folder repo/ of the edge's distribution or correct the image; it is tried again by itself."),
    DOWNLOAD_FAILED("SKEP-232", ErrorType.NETWORK, "Check the address from this machine; it is tried again by itself."),
    WRONG_DIGEST(
            "SKEP-233",
            ErrorType.PERMISSION,
            "Compare sha256sum of the file with the image; do not run it until you know why they differ."),
    TOO_LARGE("SKEP-234", ErrorType.RESOURCE, "Make the bundle smaller than 64 MiB."),
    NO_BUNDLE(
            "SKEP-235",
            ErrorType.REQUEST,
            "Build the jar with bnd, so that its manifest has Bundle-SymbolicName and is no fragment."),
    NOT_RESOLVED(
            "SKEP-236",
            ErrorType.REQUEST,
            "Put the missing package into the bundle, or a bundle that exports it into the edge's deploy folder."),
    NOT_INSTALLED("SKEP-237", ErrorType.STORAGE, "See the cause; free space for the framework's cache if it is full."),
    NOT_SUPPORTED("SKEP-238", ErrorType.REQUEST, "Take it out of the pod: a bundle has no command line."),
    BAD_ENV("SKEP-239", ErrorType.REQUEST, "Rename one of the variables."),
    UNKNOWN_POD("SKEP-240", ErrorType.BUG, "Report it with edged's log.");

    private final String code;
    private final ErrorType type;
    private final String next;

    OsgiError(String code, ErrorType type, String next) {
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
