package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final Instant TOMORROW = NOW.plusSeconds(86_400);
    private static final String HASH = "abababababababababababababababababababababababababababababababab";

    private final CertificateAuthority ca =
            CertificateAuthority.create("KubeEdge", InstantSource.fixed(NOW), new SecureRandom());

    @Test
    void hasTheFormOfKubeEdge() throws Exception {
        String[] parts = Tokens.create(ca, TOMORROW).split("\\.");
        assertThat(parts).hasSize(4);
        assertThat(parts[0]).isEqualTo(ca.hash());
        assertThat(text(parts[1])).isEqualTo("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        assertThat(text(parts[2])).isEqualTo("{\"exp\":" + TOMORROW.getEpochSecond() + "}");
        assertThat(parts[3]).isEqualTo(mac(parts[1] + "." + parts[2], ca.keyDer()));
    }

    @Test
    void tellsGoodFromExpiredAndForeign() {
        JoinToken token = JoinToken.parse(Tokens.create(ca, TOMORROW) + "\n");
        assertThat(token.matches(ca.certificateDer())).isTrue();
        assertThat(token.expiresAt()).contains(TOMORROW);
        assertThat(Tokens.check(ca, token.jwt(), NOW)).isEqualTo(new TokenCheck.Valid(TOMORROW));
        assertThat(Tokens.check(ca, token.jwt(), TOMORROW)).isEqualTo(new TokenCheck.Expired(TOMORROW));
        CertificateAuthority other =
                CertificateAuthority.create("KubeEdge", InstantSource.fixed(NOW), new SecureRandom());
        assertThat(token.matches(other.certificateDer())).isFalse();
        assertThat(Tokens.check(other, token.jwt(), NOW)).isEqualTo(new TokenCheck.WrongSignature());
    }

    @Test
    void takesNoOtherAlgorithmEvenWhenSigned() throws Exception {
        for (String header : new String[] {"{\"alg\":\"none\"}", "{\"alg\":\"HS512\"}", "{}", "[]"}) {
            String text = encode(header) + "." + encode("{\"exp\":" + TOMORROW.getEpochSecond() + "}");
            String jwt = text + "." + mac(text, ca.keyDer());
            assertThat(Tokens.check(ca, jwt, NOW)).isEqualTo(new TokenCheck.Malformed());
        }
    }

    @Test
    void wantsAnExpiry() throws Exception {
        for (String claims : new String[] {
            "{}",
            "{\"exp\":\"x\"}",
            "{\"exp\":1e99}",
            "{\"exp\":1.5}",
            "{\"exp\":1e99999999999}",
            "{\"exp\":" + Long.MIN_VALUE + "}"
        }) {
            String text = encode("{\"alg\":\"HS256\"}") + "." + encode(claims);
            assertThat(Tokens.check(ca, text + "." + mac(text, ca.keyDer()), NOW))
                    .isEqualTo(new TokenCheck.Malformed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "a.b", "a.b.c", "a.b.c.d", "....", "{}.{}.{}"})
    void callsRubbishMalformed(String jwt) {
        assertThat(Tokens.check(ca, jwt, NOW)).isEqualTo(new TokenCheck.Malformed());
        assertThat(Tokens.check(ca, "x".repeat(9000) + jwt, NOW)).isEqualTo(new TokenCheck.Malformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b.c.d", HASH, HASH + ".a.b", HASH + ".a.b.c.d", HASH + ".a..c", HASH + ".a.b.c c"})
    void refusesATokenWithoutItsFourPartsAtTheEdge(String text) {
        assertThatThrownBy(() -> JoinToken.parse(text))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.TOKEN_MALFORMED));
    }

    @Test
    void keepsItsSecretOutOfLogs() {
        JoinToken token = JoinToken.parse(Tokens.create(ca, TOMORROW));
        assertThat(token.toString()).doesNotContain(token.jwt());
    }

    private static String text(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String mac(String text, byte[] key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
