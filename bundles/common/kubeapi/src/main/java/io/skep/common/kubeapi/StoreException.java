package io.skep.common.kubeapi;

import io.skep.beehive.api.SkepException;

/** A read or write that the store refused. */
public final class StoreException extends SkepException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    /** Why. */
    public enum Problem {
        /** An object of that name is there already. */
        EXISTS,
        /** No object of that name is there. */
        ABSENT,
        /** The object has another revision than expected. */
        CONFLICT,
        /** The history no longer reaches back to that revision. */
        EXPIRED,
        /** The revision lies in the future. */
        FUTURE,
        /** The write could not be made durable; nothing was changed. */
        UNAVAILABLE
    }

    public StoreException(Problem problem, String sentence) {
        super(KubeApiError.of(problem), sentence);
        this.problem = problem;
    }

    public StoreException(Problem problem, String sentence, Throwable cause) {
        super(KubeApiError.of(problem), sentence, cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
