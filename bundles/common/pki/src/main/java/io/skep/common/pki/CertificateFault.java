package io.skep.common.pki;

/**
 * What is wrong with a client's certificate.
 *
 * @param text one clause for logs and answers, about "it"
 */
public record CertificateFault(Kind kind, String text) {

    /** Kinds of faults, each counted for itself. */
    public enum Kind {
        /** There is none. */
        MISSING,
        /** No CA that is trusted here has issued it. */
        FOREIGN,
        /** Its time has not begun. */
        NOT_YET_VALID,
        /** Its time is over; nothing else is wrong with it. */
        EXPIRED,
        /** It is for something else than to be a client. */
        PURPOSE,
        /** Its key is too weak, or too long to be worked with. */
        KEY
    }
}
