package io.skep.common.pki;

import java.time.Instant;

/** What {@link Tokens#check} found. */
public sealed interface TokenCheck {

    /** Signed by this CA and not expired. */
    record Valid(Instant expiresAt) implements TokenCheck {}

    /** Not a JWT of our kind (three parts, HS256, an {@code exp} claim). */
    record Malformed() implements TokenCheck {}

    /** Not signed with this CA's key. */
    record WrongSignature() implements TokenCheck {}

    /** Signed by this CA, but too old. */
    record Expired(Instant expiredAt) implements TokenCheck {}
}
