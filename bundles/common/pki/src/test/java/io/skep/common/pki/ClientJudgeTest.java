package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.common.pki.CertificateFault.Kind;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClientJudgeTest {

    private static final Duration YEAR = Duration.ofDays(365);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T05:00:00Z"));
    private final InstantSource clock = now::get;
    private final SecureRandom random = new SecureRandom();
    private final CertificateAuthority ca = CertificateAuthority.create("KubeEdge", clock, random);
    private final ClientJudge judge = ClientJudge.of(List.of(ca.certificate()), clock);

    private X509Certificate node() {
        return ca.issueClient(Subject.node("edge-1"), YEAR).certificate();
    }

    private Optional<Kind> kind(X509Certificate... chain) {
        return judge.fault(List.of(chain)).map(CertificateFault::kind);
    }

    @Test
    void believesWhatTheCaIssuedForClients() {
        assertThat(kind(node())).isEmpty();
        assertThat(kind(node(), ca.certificate())).isEmpty();
    }

    @Test
    void namesWhatIsWrong() {
        CertificateAuthority stranger = CertificateAuthority.create("KubeEdge", clock, random);
        X509Certificate foreign =
                stranger.issueClient(Subject.node("edge-1"), YEAR).certificate();
        X509Certificate server = ca.issueServer(Subject.node("edge-1"), List.of("127.0.0.1"), YEAR)
                .certificate();

        assertThat(kind()).contains(Kind.MISSING);
        assertThat(kind(foreign)).contains(Kind.FOREIGN);
        assertThat(kind(foreign, stranger.certificate())).contains(Kind.FOREIGN);
        assertThat(kind(server)).contains(Kind.PURPOSE);
        assertThat(kind(ca.certificate())).contains(Kind.PURPOSE);
    }

    @Test
    void goesByItsClockAndSaysTheTimes() {
        X509Certificate node = node();
        Instant end = node.getNotAfter().toInstant();
        now.set(end.plusSeconds(1));
        assertThat(judge.fault(List.of(node)))
                .contains(new CertificateFault(Kind.EXPIRED, "its certificate expired at " + end));

        now.set(node.getNotBefore().toInstant().minusSeconds(1));
        assertThat(judge.fault(List.of(node))).get().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Kind.NOT_YET_VALID);
            assertThat(fault.text()).contains("begins at", now.get().toString());
        });
    }

    @Test
    void anExpiredCertificateOfAStrangerIsForeignFirst() {
        X509Certificate foreign = CertificateAuthority.create("KubeEdge", clock, random)
                .issueClient(Subject.node("edge-1"), YEAR)
                .certificate();
        now.set(now.get().plus(Duration.ofDays(1000)));

        assertThat(kind(foreign)).contains(Kind.FOREIGN);
    }

    /** What is remembered is the certificate as a whole, not the name in it. */
    @Test
    void aCertificateThatWasBelievedOnceIsStillJudgedByTimeAndAForgedOneByItsSignature() throws Exception {
        X509Certificate node = node();
        assertThat(kind(node)).isEmpty();
        assertThat(kind(node)).isEmpty();

        byte[] forged = node.getEncoded();
        forged[forged.length - 1] ^= 1;
        assertThat(kind((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(forged))))
                .contains(Kind.FOREIGN);
        now.set(now.get().plus(Duration.ofDays(400)));
        assertThat(kind(node)).contains(Kind.EXPIRED);
    }

    @Test
    void bearsALongChainAndRefusesIt() {
        X509Certificate[] chain = new X509Certificate[9];
        java.util.Arrays.fill(chain, node());
        assertThat(kind(chain)).contains(Kind.FOREIGN);
    }

    @Test
    void saysTheFaultInAHandshakeToo() {
        CaTrustManager trust = CaTrustManager.of(List.of(ca.certificate()), clock);
        X509Certificate[] chain = {node()};
        assertThatCode(() -> trust.checkClientTrusted(chain, "UNKNOWN")).doesNotThrowAnyException();

        now.set(now.get().plus(Duration.ofDays(400)));
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "UNKNOWN"))
                .isInstanceOfSatisfying(
                        UntrustedClientException.class,
                        e -> assertThat(e.fault().kind()).isEqualTo(Kind.EXPIRED));
    }

    @Test
    void defersOnlyFaultsThatAnAnswerCanExplain() throws Exception {
        DeferredClientTrust trust = new DeferredClientTrust(judge);
        X509Certificate foreign = CertificateAuthority.create("KubeEdge", clock, random)
                .issueClient(Subject.node("edge-1"), YEAR)
                .certificate();
        X509Certificate[] foreigner = {foreign};

        assertThatCode(() -> trust.checkClientTrusted(foreigner, "UNKNOWN")).doesNotThrowAnyException();
        assertThat(trust.fault(List.of(foreign)))
                .get()
                .extracting(CertificateFault::kind)
                .isEqualTo(Kind.FOREIGN);
        assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[0], "UNKNOWN"))
                .isInstanceOf(UntrustedClientException.class);
        assertThatThrownBy(() -> trust.checkServerTrusted(foreigner, "UNKNOWN"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void followsTheCasThatReplaceItsOwn() throws Exception {
        CertificateAuthority next = CertificateAuthority.create("KubeEdge", clock, random);
        CaTrustManager trust = CaTrustManager.of(List.of(ca.certificate()), clock);
        trust.replace(List.of(next.certificate()));

        assertThat(Set.of(trust.getAcceptedIssuers())).containsExactly(next.certificate());
        assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[] {node()}, "UNKNOWN"))
                .hasMessage("its certificate is signed by unknown authority");
    }
}
