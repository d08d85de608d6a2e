package io.skep.common.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Subject;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    private static final CertificateAuthority CA =
            CertificateAuthority.create("CA", InstantSource.system(), new SecureRandom());
    private static final X509Certificate CERTIFICATE = CA.issueServer(
                    new Subject("", "only.in.cn"),
                    List.of("cloud.example", "*.wild.example", "*.com", "10.0.0.1", "fd00::1"),
                    Duration.ofDays(1))
            .certificate();

    @ParameterizedTest
    @ValueSource(strings = {"cloud.example", "CLOUD.example", "a.wild.example", "10.0.0.1", "fd00::1", "[fd00:0::1]"})
    void coversItsNames(String host) {
        assertThat(HostNames.covers(CERTIFICATE, host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "only.in.cn",
                "example",
                "x.cloud.example",
                "wild.example",
                "a.b.wild.example",
                ".wild.example",
                "example.com",
                "10.0.0.2",
                "10.0.0.1.wild",
                "fd00::2",
                ""
            })
    void coversNothingElse(String host) {
        assertThat(HostNames.covers(CERTIFICATE, host)).isFalse();
    }

    @Test
    void coversNothingWithoutAlternativeNames() {
        X509Certificate plain = CA.issueServer(new Subject("", "cloud"), List.of(), Duration.ofDays(1))
                .certificate();
        assertThat(HostNames.covers(plain, "cloud")).isFalse();
    }
}
