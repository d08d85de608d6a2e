package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A cloud's join token and what one can do wrong with it. */
record BadTokens(String good, byte[] caKey) {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    static BadTokens of(Cluster cluster) {
        String key = cluster.kubectl("-n", "kubeedge", "get", "secret", "casecret", "-o", "jsonpath={.data.cakeydata}")
                .ok()
                .out();
        try {
            Path token = cluster.folder().resolve("cloud/token");
            return new BadTokens(
                    Files.readString(token).strip(), Base64.getDecoder().decode(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hash() {
        return good.substring(0, good.indexOf('.'));
    }

    private String jwt() {
        return good.substring(good.indexOf('.') + 1);
    }

    String ofAnotherCa() {
        return "0".repeat(hash().length()) + "." + jwt();
    }

    /** Signed with a key that is not the CA's. */
    String wrong() {
        return hash() + "." + signed(4_000_000_000L, "another key".getBytes(StandardCharsets.UTF_8));
    }

    /** Signed as the cloud does, and long over. */
    String expired() {
        return hash() + "." + signed(1_700_000_000L, caKey);
    }

    private static String signed(long expiresAt, byte[] key) {
        String text = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode("{\"exp\":" + expiresAt + "}");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return text + "." + ENCODER.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return ENCODER.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
