package io.skep.edge.store;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Why the edge's database can fail: SKEP-701 to SKEP-719. */
public enum StoreError implements ErrorCode {
    CANNOT_OPEN(
            "SKEP-701",
            ErrorType.STORAGE,
            "Create the folder and give it to the user that runs edgecore, or set database.dataSource in edgecore.yaml."),
    NOT_WRITABLE(
            "SKEP-702",
            ErrorType.PERMISSION,
            "Make the file and its folder writable for the user that runs edgecore; see mount and ls -l."),
    NO_SPACE("SKEP-703", ErrorType.STORAGE, "Free space on that disk (df -h); the store goes on by itself."),
    CORRUPT(
            "SKEP-704",
            ErrorType.STORAGE,
            "Restart edgecore if it does not go on by itself: it sets the file aside and the cloud tells everything again."),
    OUTBOX_FULL(
            "SKEP-705",
            ErrorType.RESOURCE,
            "Bring the link to the cloud back (edgehub:status), or raise database.outboxMessages in edgecore.yaml."),
    CLOSED("SKEP-706", ErrorType.REQUEST, "Start the bundle io.skep.edge.store again."),
    LOCKED(
            "SKEP-707",
            ErrorType.STORAGE,
            "Stop the other process that uses the file (a second edgecore?); fuser names it."),
    FAILED("SKEP-708", ErrorType.BUG, "See the cause in the log and report it."),
    SET_ASIDE(
            "SKEP-709",
            ErrorType.STORAGE,
            "Nothing: the cloud tells everything again. Look at the disk (dmesg, smartctl); keep or delete the file that was set aside."),
    NOT_SET_ASIDE(
            "SKEP-710",
            ErrorType.STORAGE,
            "Move the database away by hand, with its -wal and -shm, and make the folder writable; it is tried again by itself.");

    private final String code;
    private final ErrorType type;
    private final String next;

    StoreError(String code, ErrorType type, String next) {
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
