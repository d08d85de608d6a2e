package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"token\":\"abc\"}|{\"token\":\"***\"}",
                "{\"a\":{\"dbPassword\" : \"x\\\"y\", \"b\":1}}|{\"a\":{\"dbPassword\" : \"***\", \"b\":1}}",
                "{\"clientSecret\":42}|{\"clientSecret\":\"***\"}",
                "{\"privateKey\":\"MII|{\"privateKey\":\"***\"",
                "Authorization: Bearer abc.def|Authorization: ***",
                "x eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjF9.c2ln y|x *** y",
                "{\"name\":\"web\"}|{\"name\":\"web\"}",
            })
    void blotsSecretsOut(String content, String shown) {
        assertThat(Redaction.text("default/configmap/web", content)).isEqualTo(shown);
    }

    @Test
    void showsNothingOfASecret() {
        assertThat(Redaction.text("default/secret/db", "{\"data\":{\"user\":\"am9l\"}}"))
                .isEqualTo("***");
        assertThat(Redaction.text("ns/serviceaccounttoken/x", "abc")).isEqualTo("***");
        assertThat(Redaction.text("ns/podlist/x", "[{\"kind\":\"Secret\",\"data\":{\"user\":\"am9l\"}}]"))
                .isEqualTo("***");
    }

    @Test
    void isOneLineOfBoundedLength() {
        assertThat(Redaction.text("x", "a\nb")).isEqualTo("a b");
        assertThat(Redaction.text("x", "a".repeat(5_000))).hasSize(513).endsWith("…");
        assertThat(Redaction.text("x", new byte[7])).isEqualTo("7 bytes");
        assertThat(Redaction.text("x", null)).isEmpty();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void isNotLedAstrayByHostileText() {
        assertThat(Redaction.text("x", "\"token\":\"" + "\\".repeat(1_000_001)))
                .startsWith("\"token\":\"***\"")
                .hasSizeLessThan(20);
        assertThat(Redaction.text("x", "\"".repeat(1_000_000))).isNotEmpty();
    }
}
