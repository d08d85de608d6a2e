package io.skep.common.pki;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.internal.Jwt;
import io.skep.common.pki.internal.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A join token, {@code <hex SHA-256 of the CA's DER>.<JWT>}, as the edge reads it.
 *
 * @param caHash 64 lower-case hex digits
 * @param jwt what goes behind {@code Authorization: Bearer}
 */
public record JoinToken(String caHash, String jwt) {

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{64}(\\.[A-Za-z0-9_-]{1,4096}){3}");

    /**
     * Reads a token; white space around it is ignored.
     *
     * @throws SkepException SKEP-401 when it has not the four parts
     */
    public static JoinToken parse(String text) {
        String token = text.strip();
        if (!FORM.matcher(token).matches()) {
            throw new SkepException(
                    PkiError.TOKEN_MALFORMED,
                    "The edge could not join because its token is malformed: it has not the form HASH.HEADER.CLAIMS.SIGNATURE.");
        }
        return new JoinToken(token.substring(0, 64).toLowerCase(Locale.ROOT), token.substring(65));
    }

    /** True when the hash is that of this CA certificate. */
    public boolean matches(byte[] caDer) {
        return MessageDigest.isEqual(
                caHash.getBytes(StandardCharsets.US_ASCII), Keys.sha256(caDer).getBytes(StandardCharsets.US_ASCII));
    }

    /** When the token ends by its own words, which only the cloud can verify; empty when it does not say. */
    public Optional<Instant> expiresAt() {
        return Jwt.claims(jwt).map(Jwt.Claims::expiresAt);
    }

    /** Without its secret part. */
    @Override
    public String toString() {
        return "token for CA " + caHash;
    }
}
