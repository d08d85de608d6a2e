package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Failures of the features' commands, SKEP-290 to SKEP-298. */
enum FeatureError implements ErrorCode {
    UNKNOWN("SKEP-290", ErrorType.REQUEST, "See feature:list for the features there are."),
    UNREADABLE("SKEP-291", ErrorType.CONFIGURATION, "Correct the feature file as docs/features.md describes it."),
    UNRESOLVED(
            "SKEP-292",
            ErrorType.CONFIGURATION,
            "Add a bundle that provides it to the feature, or install the feature that has one first."),
    NEEDED("SKEP-293", ErrorType.REQUEST, "Uninstall those too, or say --force."),
    FIXED(
            "SKEP-294",
            ErrorType.REQUEST,
            "They change with a restart of the container, which takes them from the distribution."),
    NOT_DONE("SKEP-295", ErrorType.REQUEST, "Correct the feature, then try again; --dry-run shows the plan."),
    NOT_UNDONE(
            "SKEP-296",
            ErrorType.BUG,
            "Restart the container, which brings back the features that feature:list shows."),
    PRESENT("SKEP-297", ErrorType.REQUEST, "Use feature:update, or give the file another name."),
    RECORD("SKEP-298", ErrorType.STORAGE, "Make the state folder writable and free some space.");

    private final String code;
    private final ErrorType type;
    private final String next;

    FeatureError(String code, ErrorType type, String next) {
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
