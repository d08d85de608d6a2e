package io.skep.cloud.cloudhub.internal.security;

/** Whether a certificate is issued and to whom. */
sealed interface Verdict {

    /** It may have one. */
    record Granted(String node) implements Verdict {}

    /**
     * It may not.
     *
     * @param node what it says it is
     * @param text the answer's body, in KubeEdge's words where there are some
     * @param reason one clause for the log
     */
    record Refused(int status, String node, String text, String reason) implements Verdict {}
}
