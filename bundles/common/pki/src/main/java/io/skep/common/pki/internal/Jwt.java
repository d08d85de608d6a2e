package io.skep.common.pki.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.pki.TokenCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The JWTs inside join tokens: HS256, one claim {@code exp} in Unix seconds. */
public final class Jwt {

    private static final int MAX_LENGTH = 8 * 1024;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER =
            ENCODER.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

    private Jwt() {}

    /** What a token says of itself. */
    public record Claims(Instant expiresAt) {}

    /** A signed token. */
    public static String sign(Instant expiresAt, byte[] key) {
        String claims = "{\"exp\":" + expiresAt.getEpochSecond() + "}";
        String text = HEADER + "." + ENCODER.encodeToString(claims.getBytes(StandardCharsets.US_ASCII));
        return text + "." + ENCODER.encodeToString(mac(text, key));
    }

    /** Form, signature, expiry, in this order. */
    public static TokenCheck check(String jwt, byte[] key, Instant now) {
        String[] parts = jwt.length() > MAX_LENGTH ? new String[0] : jwt.split("\\.", -1);
        if (parts.length != 3) {
            return new TokenCheck.Malformed();
        }
        Optional<JsonNode> header = json(parts[0]);
        Optional<Claims> claims = claims(jwt);
        Optional<byte[]> signature = decode(parts[2]);
        if (header.isEmpty()
                || !header.get().path("alg").asText().equals("HS256")
                || claims.isEmpty()
                || signature.isEmpty()) {
            return new TokenCheck.Malformed();
        }
        if (!MessageDigest.isEqual(signature.get(), mac(parts[0] + "." + parts[1], key))) {
            return new TokenCheck.WrongSignature();
        }
        Instant expiresAt = claims.get().expiresAt();
        return expiresAt.isAfter(now) ? new TokenCheck.Valid(expiresAt) : new TokenCheck.Expired(expiresAt);
    }

    /** The claims, unverified. */
    public static Optional<Claims> claims(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        return parts.length == 3
                ? json(parts[1])
                        .map(claims -> claims.path("exp"))
                        .filter(exp -> exp.isIntegralNumber() && exp.canConvertToLong())
                        .filter(exp -> isTime(exp.longValue()))
                        .map(exp -> new Claims(Instant.ofEpochSecond(exp.longValue())))
                : Optional.empty();
    }

    /** The smallest of all longs has no absolute value: both ends are compared. */
    private static boolean isTime(long seconds) {
        return seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
    }

    private static Optional<JsonNode> json(String part) {
        return decode(part).flatMap(bytes -> {
            try {
                return Optional.of(Json.parse(bytes)).filter(JsonNode::isObject);
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<byte[]> decode(String part) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] mac(String text, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HmacSHA256", e);
        }
    }
}
