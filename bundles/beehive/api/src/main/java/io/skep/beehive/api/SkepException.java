package io.skep.beehive.api;

/** A failure with a stable code, one sentence for people and the next step. */
public class SkepException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;

    /**
     * @param code class of the failure
     * @param sentence what was being done, to which object, and why it failed
     */
    public SkepException(ErrorCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public SkepException(ErrorCode code, String sentence, Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Code, sentence and next step on one line: what the operator sees. */
    public String line() {
        return code.code() + " " + getMessage() + " " + code.next();
    }
}
