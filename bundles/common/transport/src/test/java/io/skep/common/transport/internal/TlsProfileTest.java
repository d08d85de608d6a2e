package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.testkit.TlsHello;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServerOptions;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who and what gets through TLS on the port for links. */
@Timeout(60)
class TlsProfileTest extends WebSocketFixture {

    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

    private int port() {
        return listen(new Recorder() {
                    @Override
                    public void refused(InetSocketAddress peer, String reason) {
                        refused.add(reason);
                    }
                })
                .port();
    }

    @Test
    void takesTls12WithAeadOnly() throws Exception {
        int port = port();
        assertThat(TlsHello.offer(port, TlsHello.TLS_1_2, List.of(TlsHello.WEAK.getFirst(), TlsHello.AEAD)))
                .isEqualTo("suite 0xc02b");
        assertThat(TlsHello.offer(port, TlsHello.TLS_1_2, TlsHello.WEAK)).isEqualTo("alert 40");
        for (int suite : TlsHello.WEAK) {
            assertThat(TlsHello.offer(port, TlsHello.TLS_1_2, List.of(suite))).isEqualTo("alert 40");
        }
        for (int version : new int[] {TlsHello.SSL_3, TlsHello.TLS_1_0, TlsHello.TLS_1_1}) {
            assertThat(TlsHello.offer(port, version, List.of(0xc009, 0xc00a, 0xc013, TlsHello.AEAD)))
                    .isIn("alert 70", "alert 40");
        }
    }

    @Test
    void tellsTheHandlerWhyAPeerDidNotGetThrough() throws Exception {
        int port = port();
        CertificateAuthority stranger =
                CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        ReloadableKeyManager foreign = ReloadableKeyManager.of(stranger.issueClient(Subject.node("edge-1"), DAY));

        assertThatThrownBy(() -> new RawPeer(port, foreign).upgrade("/", RawPeer.GO_HEADERS));
        assertThat(refused.poll(20, TimeUnit.SECONDS)).isEqualTo("its certificate is signed by unknown authority");
        assertThatThrownBy(() -> new RawPeer(port, ReloadableKeyManager.empty()).upgrade("/", RawPeer.GO_HEADERS));
        assertThat(refused.poll(20, TimeUnit.SECONDS)).containsIgnoringCase("certificate");
    }

    /** Hostname verification: a certificate of the right CA for another host. */
    @Test
    void anEdgeDoesNotTrustACloudOfAnotherName() {
        ReloadableKeyManager other =
                ReloadableKeyManager.of(CA.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of("10.9.8.7"), DAY));
        int port = links.listen(
                        new LinkServerOptions("127.0.0.1", 0, other, trust(), LinkLimits.of(MAX, LONG)), new Recorder())
                .port();

        assertThatThrownBy(() -> links.connect(to(port), new Recorder())).hasStackTraceContaining("127.0.0.1");
    }
}
