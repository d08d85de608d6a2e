package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.internal.TestRequests;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EdgeEnrollmentTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final InstantSource CLOCK = InstantSource.system();

    private final SecureRandom random = new SecureRandom();
    private final CertificateAuthority ca = CertificateAuthority.create("KubeEdge", CLOCK, random);
    private final Instant tomorrow = CLOCK.instant().plusSeconds(86_400);
    private CloudDouble cloud = new CloudDouble(ca, server(ca, "127.0.0.1"));

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static Identity server(CertificateAuthority issuer, String host) {
        return issuer.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of(host), YEAR);
    }

    private EdgeEnrollment enrollment() {
        return enrollment(cloud.uri(), Duration.ofSeconds(10));
    }

    private EdgeEnrollment enrollment(URI uri, Duration timeout) {
        return new EdgeEnrollment(uri, "edge-1", timeout, CLOCK, random);
    }

    private String token() {
        return Tokens.create(ca, tomorrow);
    }

    private static void fails(PkiError code, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(sentence)
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void joinsWithATokenAndRotatesWithItsCertificate() throws Exception {
        EdgeEnrollment.Enrolled enrolled = enrollment().bootstrap(token());
        assertThat(enrolled.ca()).isEqualTo(ca.certificate());
        assertThat(Subject.findNode(enrolled.identity().certificate())).contains("edge-1");
        assertThat(cloud.nodeNames()).containsExactly("edge-1");

        EdgeEnrollment.Enrolled rotated = enrollment().rotate(enrolled);
        assertThat(rotated.identity().certificate().getPublicKey())
                .isNotEqualTo(enrolled.identity().certificate().getPublicKey());
        assertThat(cloud.presented().map(Subject::findNode)).contains(java.util.Optional.of("edge-1"));
    }

    @Test
    void doesNotTellItsTokenToACloudWithAnotherCa() {
        CertificateAuthority other = CertificateAuthority.create("KubeEdge", CLOCK, random);
        fails(
                PkiError.CA_HASH_MISMATCH,
                "is not the one that its token names",
                () -> enrollment().bootstrap(Tokens.create(other, tomorrow)));
        assertThat(cloud.nodeNames()).isEmpty();
    }

    @Test
    void refusesAStrangerThatRepeatsTheRightCa() {
        cloud.close();
        CertificateAuthority stranger = CertificateAuthority.create("KubeEdge", CLOCK, random);
        cloud = new CloudDouble(ca, server(stranger, "127.0.0.1"));
        fails(PkiError.SERVER_UNTRUSTED, "does not trust", () -> enrollment().bootstrap(token()));
        assertThat(cloud.nodeNames()).isEmpty();
    }

    @Test
    void refusesACloudWhoseCertificateNamesAnotherHost() {
        cloud.close();
        cloud = new CloudDouble(ca, server(ca, "10.0.0.9"));
        fails(
                PkiError.SERVER_UNTRUSTED,
                "does not name 127.0.0.1",
                () -> enrollment().bootstrap(token()));
        assertThat(cloud.nodeNames()).isEmpty();
    }

    @Test
    void refusesAServerThatHoldsOnlyAClientCertificate() {
        cloud.close();
        cloud = new CloudDouble(ca, ca.issueClient(Subject.node("edge-2"), YEAR));
        fails(PkiError.SERVER_UNTRUSTED, "does not trust", () -> enrollment().bootstrap(token()));
    }

    @Test
    void rotatesFromAnRsaKeyOfAnOldInstallation() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        X509Certificate certificate = ca.sign(
                TestRequests.signed(keys, Subject.node("edge-1"), "SHA256withRSA"),
                Subject.node("edge-1"),
                Set.of(KeyPurpose.CLIENT_AUTH),
                YEAR);
        Identity old = new Identity(keys.getPrivate(), List.of(certificate));

        Identity rotated = enrollment()
                .rotate(new EdgeEnrollment.Enrolled(ca.certificate(), old))
                .identity();

        assertThat(cloud.presented()).contains(certificate);
        assertThat(rotated.key().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void verifiesTheHostAtRotation() throws Exception {
        EdgeEnrollment.Enrolled enrolled = enrollment().bootstrap(token());
        cloud.close();
        cloud = new CloudDouble(ca, server(ca, "10.0.0.9"));
        fails(PkiError.SERVER_UNTRUSTED, "does not trust", () -> enrollment().rotate(enrolled));
    }

    @Test
    void tellsAnExpiredTokenFromAWrongOne() {
        Instant past = CLOCK.instant().minusSeconds(60);
        fails(
                PkiError.TOKEN_EXPIRED,
                "because it expired at",
                () -> enrollment().bootstrap(Tokens.create(ca, past)));
        String wrong = token().substring(0, token().length() - 8) + "AAAAAAAA";
        fails(
                PkiError.TOKEN_REFUSED,
                "refused the token of edge edge-1: Invalid authorization token",
                () -> enrollment().bootstrap(wrong));
        fails(PkiError.TOKEN_MALFORMED, "is malformed", () -> enrollment().bootstrap("a.b.c.d"));
    }

    @Test
    void explainsUselessAnswers() {
        cloud.answer(200, new byte[0]);
        fails(
                PkiError.CERTIFICATE_MISSING,
                "when it cannot sign",
                () -> enrollment().bootstrap(token()));
        cloud.answer(200, ca.certificateDer());
        fails(
                PkiError.CERTIFICATE_MISSING,
                "for another key",
                () -> enrollment().bootstrap(token()));
        cloud.answer(200, new byte[] {1, 2, 3});
        fails(
                PkiError.CERTIFICATE_UNREADABLE,
                "none that can be read",
                () -> enrollment().bootstrap(token()));
        cloud.answer(503, "not\u0000now\r\nplease".getBytes(StandardCharsets.UTF_8));
        fails(
                PkiError.CERTIFICATE_REFUSED,
                "status 503: not now please",
                () -> enrollment().bootstrap(token()));
        cloud.answer(200, new byte[100_000]);
        fails(
                PkiError.ANSWER_TOO_LONG,
                "longer than any certificate",
                () -> enrollment().bootstrap(token()));
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI uri = URI.create("https://127.0.0.1:" + port);
        fails(
                PkiError.SERVER_UNREACHABLE,
                "could not reach " + uri,
                () -> enrollment(uri, Duration.ofSeconds(5)).bootstrap(token()));
        fails(
                PkiError.SERVER_UNREACHABLE,
                "is no https://host:port",
                () -> enrollment(URI.create("http://127.0.0.1"), Duration.ofSeconds(5)));
    }

    @Test
    void givesUpASilentServer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());
            fails(
                    PkiError.SERVER_UNREACHABLE,
                    "",
                    () -> enrollment(uri, Duration.ofMillis(300)).bootstrap(token()));
        }
    }

    @Test
    void rotatesBetweenSeventyAndNinetyPercentOfTheLife() {
        X509Certificate certificate =
                ca.issueClient(Subject.node("edge-1"), Duration.ofSeconds(700)).certificate();
        Instant start = certificate.getNotBefore().toInstant();
        assertThat(EdgeEnrollment.rotationDeadline(certificate, fixed(0.0))).isEqualTo(start.plusSeconds(700));
        assertThat(EdgeEnrollment.rotationDeadline(certificate, fixed(0.5))).isEqualTo(start.plusSeconds(800));
        assertThat(EdgeEnrollment.rotationDeadline(certificate, fixed(0.999)))
                .isBefore(start.plusSeconds(900))
                .isAfter(start.plusSeconds(897));
    }

    @Test
    void waitsLongerAfterEachFailedRotation() {
        assertThat(List.of(1, 2, 3, 4, 5, 50))
                .map(failures -> EdgeEnrollment.retryDelay(failures, fixed(0.0)).toSeconds())
                .containsExactly(2L, 4L, 8L, 16L, 32L, 32L);
        assertThat(EdgeEnrollment.retryDelay(1, fixed(0.5))).isEqualTo(Duration.ofMillis(2100));
    }

    @Test
    void keepsHandshakesUnderWayOnTheirKeyWhenItIsReplaced() {
        ReloadableKeyManager keys = ReloadableKeyManager.of(server(ca, "a"));
        String alias = keys.chooseEngineServerAlias("EC", null, null);
        X509Certificate old = keys.getCertificateChain(alias)[0];
        keys.replace(server(ca, "b"));
        assertThat(keys.getCertificateChain(alias)).containsExactly(old);
        assertThat(keys.getPrivateKey(alias)).isNotNull();
        assertThat(keys.chooseEngineServerAlias("EC", null, null)).isNotEqualTo(alias);
        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
        keys.replace(server(ca, "c"));
        assertThat(keys.getPrivateKey(alias)).isNull();
    }

    private static RandomGenerator fixed(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
