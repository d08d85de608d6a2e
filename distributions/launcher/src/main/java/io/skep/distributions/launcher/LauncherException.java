package io.skep.distributions.launcher;

/** A failure that the operator can understand from one line. */
public final class LauncherException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final LauncherError error;

    /**
     * @param error class of the failure
     * @param sentence what was being done, to which object, and why it failed; ends with a full stop
     */
    public LauncherException(LauncherError error, String sentence) {
        super(sentence);
        this.error = error;
    }

    public LauncherException(LauncherError error, String sentence, Throwable cause) {
        super(sentence, cause);
        this.error = error;
    }

    public LauncherError error() {
        return error;
    }

    /** Code, sentence and next step on one line. */
    public String line() {
        return error.line(getMessage());
    }
}
