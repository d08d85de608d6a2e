package io.skep.itests.fuzz.parsers;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.JoinToken;
import io.skep.common.pki.TokenCheck;
import io.skep.common.pki.Tokens;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Join tokens, as the edge reads them from its file and as the cloud checks them. The input is read as a token, and, when it has a line break, as the
 * header and the claims of one that is signed with the CA's own key. A token is never valid unless the CA has signed it.
 */
public final class TokenTarget implements Target {

    private static final String GOOD_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final Pki pki = new Pki();

    @Override
    public String name() {
        return "token";
    }

    @Override
    public void run(byte[] input) throws GeneralSecurityException {
        String text = new String(input, StandardCharsets.UTF_8);
        edge(text);
        Finding.unless(!isValid(text), "a token that the CA has not signed is valid");
        int end = text.indexOf('\n');
        if (end >= 0) {
            String signed = signed(text.substring(0, end), text.substring(end + 1));
            isValid(signed);
            edge(pki.ca.hash() + "." + signed);
        }
    }

    private static void edge(String text) {
        try {
            JoinToken token = JoinToken.parse(text);
            token.expiresAt();
            token.matches(new byte[0]);
        } catch (SkepException e) {
            Finding.unless(e.line().startsWith("SKEP-401 "), e.line());
        }
    }

    private boolean isValid(String jwt) {
        return switch (Tokens.check(pki.ca, jwt, Pki.NOW)) {
            case TokenCheck.Valid(var until) -> {
                Finding.unless(until.isAfter(Pki.NOW), "a token that has expired is valid");
                yield true;
            }
            case TokenCheck.Expired(var at) -> false;
            case TokenCheck.Malformed() -> false;
            case TokenCheck.WrongSignature() -> false;
        };
    }

    private String signed(String header, String claims) throws GeneralSecurityException {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String text = encoder.encodeToString(Seeds.bytes(header)) + "." + encoder.encodeToString(Seeds.bytes(claims));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pki.ca.keyDer(), "HmacSHA256"));
        return text + "." + encoder.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "0123456789abcdef".repeat(4) + ".eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTU0Njk3NTl9.AAAA",
                        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3OTU0Njk3NTl9.1MqvV-nbI4l_n2bZ7i_w0DshBt2KK6paKlCCtRwvKqw",
                        "eyJhbGciOiJub25lIn0.eyJleHAiOjQwMDAwMDAwMDB9.",
                        GOOD_HEADER + "\n{\"exp\":4000000000}",
                        GOOD_HEADER + "\n{\"exp\":1700000000}",
                        GOOD_HEADER + "\n{\"exp\":4e9}",
                        GOOD_HEADER + "\n{\"exp\":\"4000000000\"}",
                        GOOD_HEADER + "\nnull",
                        "{\"alg\":\"none\"}\n{\"exp\":4000000000}",
                        "..",
                        "")
                .map(Seeds::bytes)
                .toList();
    }
}
