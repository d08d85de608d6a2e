package io.skep.common.config.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** What can be wrong with a configuration file and with changes of it. */
enum ConfigError implements ErrorCode {
    UNREADABLE("SKEP-301", ErrorType.CONFIGURATION, "Mend the file; it is read again when it changes."),
    MISSING("SKEP-302", ErrorType.CONFIGURATION, "Name an existing file, or write one from the examples in conf/."),
    UNKNOWN_KEY("SKEP-303", ErrorType.CONFIGURATION, "The key is ignored; take it out or correct it."),
    WRONG_TYPE("SKEP-304", ErrorType.CONFIGURATION, "Give the key a value of that type."),
    INVALID("SKEP-305", ErrorType.CONFIGURATION, "Correct the value; the configuration in force stays."),
    NOT_BUILT("SKEP-306", ErrorType.CONFIGURATION, "Set enable to false; Skep has no such module yet."),
    NO_SUCH_KEY("SKEP-307", ErrorType.REQUEST, "config:get with the PID alone shows the keys."),
    NOT_WRITTEN("SKEP-308", ErrorType.STORAGE, "See whether the file and its folder can be written, and try again."),
    NOT_EDITABLE("SKEP-309", ErrorType.REQUEST, "Edit the file itself; it is read again when it changes."),
    NO_SUCH_PID("SKEP-310", ErrorType.REQUEST, "Type config:list for the configurations."),
    NOT_IN_FORCE("SKEP-311", ErrorType.CONFIGURATION, "See the log for what the file was refused for: log:tail.");

    private final String code;
    private final ErrorType type;
    private final String next;

    ConfigError(String code, ErrorType type, String next) {
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
