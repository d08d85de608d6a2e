package io.skep.beehive.api;

/** Why a call of the bus can fail. */
public enum BusError implements ErrorCode {
    UNKNOWN_MODULE("SKEP-201", ErrorType.REQUEST, "See beehive:list for the modules of this container."),
    UNKNOWN_GROUP("SKEP-202", ErrorType.REQUEST, "See beehive:list for the groups of this container."),
    MAILBOX_FULL(
            "SKEP-203", ErrorType.RESOURCE, "Start the parked module again, or see beehive:stats for who is slow."),
    TIMEOUT("SKEP-204", ErrorType.RESOURCE, "See beehive:stats for the module's mailbox and restarts."),
    MODULE_FAILED("SKEP-205", ErrorType.BUG, "Remove the cause that it names; beehive:restart tries the module again."),
    MODULE_STUCK(
            "SKEP-206",
            ErrorType.BUG,
            "The module did not stop in 10 s; its thread is in the log. Restart the container."),
    DUPLICATE_MODULE("SKEP-207", ErrorType.CONFIGURATION, "Uninstall one of the two bundles; lb shows them."),
    NOT_RUNNING("SKEP-208", ErrorType.REQUEST, "Start the module's bundle; lb shows it."),
    DUPLICATE_CALL("SKEP-209", ErrorType.BUG, "Give each call a message with its own id."),
    BUS_REPLACED("SKEP-210", ErrorType.RESOURCE, "Try again when beehive.runtime is active again; lb shows it.");

    private final String code;
    private final ErrorType type;
    private final String next;

    BusError(String code, ErrorType type, String next) {
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
