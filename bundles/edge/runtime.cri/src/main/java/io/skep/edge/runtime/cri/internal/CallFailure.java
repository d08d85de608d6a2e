package io.skep.edge.runtime.cri.internal;

/** A call that the engine did not do. */
final class CallFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What the caller can tell apart. */
    enum Kind {
        AWAY,
        NOT_PERMITTED,
        TIMEOUT,
        NOT_FOUND,
        UNIMPLEMENTED,
        TOO_LARGE,
        REFUSED
    }

    CallFailure(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
