package io.skep.common.kubeapi;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Codes SKEP-650 to SKEP-679. */
public enum KubeApiError implements ErrorCode {
    REFUSED("SKEP-650", ErrorType.REQUEST, "Correct the request; the answer's reason and causes name the field."),
    EXISTS("SKEP-651", ErrorType.REQUEST, "Choose another name, or update the object that is there."),
    ABSENT("SKEP-652", ErrorType.REQUEST, "Check name and namespace with `kubectl get`."),
    CONFLICT("SKEP-653", ErrorType.REQUEST, "Read the object again and repeat the change."),
    EXPIRED("SKEP-654", ErrorType.REQUEST, "List again and watch from the new list's resourceVersion."),
    FUTURE("SKEP-655", ErrorType.REQUEST, "Use a resourceVersion that this API gave out."),
    UNAVAILABLE("SKEP-656", ErrorType.STORAGE, "Check that the disk of the API's database has room and is writable.");

    private final String code;
    private final ErrorType type;
    private final String next;

    KubeApiError(String code, ErrorType type, String next) {
        this.code = code;
        this.type = type;
        this.next = next;
    }

    static KubeApiError of(StoreException.Problem problem) {
        return switch (problem) {
            case EXISTS -> EXISTS;
            case ABSENT -> ABSENT;
            case CONFLICT -> CONFLICT;
            case EXPIRED -> EXPIRED;
            case FUTURE -> FUTURE;
            case UNAVAILABLE -> UNAVAILABLE;
        };
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
