package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeHttp.Answer;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.JoinToken;
import io.skep.common.pki.Subject;
import io.skep.common.pki.Tokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The statuses and texts are those of recording 09f. */
@Timeout(60)
class EnrollmentTest {

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private HubUnderTest hub;

    @BeforeEach
    void start() {
        hub = new HubUnderTest(new FakeKube(), folder, Duration.ofSeconds(5), 10, false);
        Probe controller = bus.probe("edgecontroller", "edgecontroller");
        assertThat(controller.name()).isEqualTo("edgecontroller");
        hub.start(bus);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void writesTheTokenForTheOwnerOnlyAndItsHashIsThatOfTheCa() throws Exception {
        JoinToken token = JoinToken.parse(Files.readString(folder.resolve("token")));

        Answer answer = hub.http.call("GET", "/ca.crt", new byte[0], Map.of());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("token"))))
                .isEqualTo("rw-------");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/octet-stream");
        assertThat(answer.body()).isEqualTo(hub.ca().certificateDer());
        assertThat(token.caHash()).isEqualTo(hub.ca().hash());
    }

    @Test
    void issuesTheNodesOwnIdentityWhateverTheRequestSays() throws Exception {
        Answer answer = edgeCrt(bearer(jwt()), "edge-1");

        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(answer.body()));
        assertThat(Subject.findNode(certificate)).contains("edge-1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void refusesBadTokensInTheWordsOfKubeEdge() throws Exception {
        String expired = after(Tokens.create(hub.ca(), Instant.now().minusSeconds(9)));
        String foreign = after(Tokens.create(
                CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom()),
                Instant.now().plusSeconds(99)));

        assertThat(edgeCrt(Map.of(), "edge-1").status()).isEqualTo(401);
        assertThat(edgeCrt(Map.of("Authorization", jwt()), "edge-1").status()).isEqualTo(401);
        for (String bad : new String[] {expired, foreign, "garbage", hub.ca().hash() + "." + jwt()}) {
            Answer answer = edgeCrt(bearer(bad), "edge-1");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("Invalid authorization token");
        }
    }

    @Test
    void answersAnUnreadableRequestWithAnEmptyBody() throws Exception {
        Answer answer = hub.http.call("GET", "/edge.crt", "no CSR".getBytes("UTF-8"), named(bearer(jwt()), "edge-1"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void doesNotIssueTheNameOfAConnectedNodeByTokenAlone() throws Exception {
        hub.connect("edge-1");

        assertThat(edgeCrt(bearer(jwt()), "edge-1").status()).isEqualTo(409);
        assertThat(edgeCrt(bearer(jwt()), "edge-2").status()).isEqualTo(200);
    }

    @Test
    void rotatesForTheNodeInTheCertificateAndNoOther() throws Exception {
        Answer own =
                hub.http.call("GET", "/edge.crt", request(), Map.of("NodeName", "edge-7"), hub.certificate("edge-1"));

        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(own.body()));
        assertThat(Subject.findNode(certificate)).contains("edge-1");
    }

    @Test
    void refusesACertificateOfAnotherCa() throws Exception {
        X509Certificate foreign = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom())
                .issueClient(Subject.node("edge-1"), Duration.ofDays(1))
                .certificate();

        Answer answer = hub.http.call("GET", "/edge.crt", request(), named(bearer(jwt()), "edge-1"), foreign);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).startsWith("failed to verify edge certificate: ");
    }

    @Test
    void refusesANodeNameThatIsNone() throws Exception {
        assertThat(edgeCrt(bearer(jwt()), "../../etc").status()).isEqualTo(400);
        assertThat(edgeCrt(bearer(jwt()), "").status()).isEqualTo(400);
    }

    @Test
    void knowsItsMethodsAndPaths() throws Exception {
        Answer wrongMethod = hub.http.call("POST", "/ca.crt", new byte[0], Map.of());
        Answer unknown = hub.http.call("GET", "/nothing", new byte[0], Map.of());

        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.text()).isEqualTo("405: Method Not Allowed");
        assertThat(wrongMethod.headers()).containsEntry("Allow", "GET");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("404: Page Not Found");
    }

    /** CVE-2026-82473: Go takes such reports from everybody. */
    @Test
    void takesUpgradeReportsFromTheNodeItselfOnly() throws Exception {
        byte[] report = report("edge-1");
        X509Certificate stranger = foreign("edge-1");

        assertThat(upgrade(report).status()).isEqualTo(401);
        assertThat(upgrade(report, stranger).status()).isEqualTo(401);
        assertThat(upgrade(report, expired("edge-1", Duration.ofDays(1))).status())
                .isEqualTo(401);
        assertThat(upgrade(report, hub.certificate("edge-2")).status()).isEqualTo(403);
        assertThat(upgrade("x".getBytes("UTF-8"), hub.certificate("edge-1")).status())
                .isEqualTo(400);
        assertThat(upgrade("null".getBytes("UTF-8"), hub.certificate("edge-1")).status())
                .isEqualTo(400);
        byte[] broken = {'o', 0, 0, 0, 0, 0, 0, 0, 'u', 'l', 'l'};
        assertThat(upgrade(broken, hub.certificate("edge-1")).status()).isEqualTo(400);
        assertThat(upgrade(report, hub.certificate("edge-1")).text()).isEqualTo("ok");
        assertThat(hub.module.refusals().count()).isEqualTo(4);
    }

    private Answer upgrade(byte[] body, X509Certificate... chain) throws Exception {
        return hub.http.call("POST", "/nodeupgrade", body, Map.of(), chain);
    }

    private static byte[] report(String node) throws Exception {
        return ("{\"UpgradeID\":\"u1\",\"NodeName\":\"" + node + "\",\"Status\":\"upgrade_success\"}")
                .getBytes("UTF-8");
    }

    @Test
    void renewsACertificateThatExpiredNotLongAgo() throws Exception {
        Answer answer = renew(expired("edge-1", Duration.ofDays(29)));

        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(answer.body()));
        assertThat(Subject.findNode(certificate)).contains("edge-1");
        assertThat(certificate.getNotAfter().toInstant()).isAfter(Instant.now());
    }

    @Test
    void doesNotRenewWhatExpiredTooLongAgoOrIsNoNodesOrForeign() throws Exception {
        X509Certificate nobody = past(Duration.ofDays(3))
                .issueClient(new Subject("kubeEdge", "kubeedge.io"), Duration.ofDays(1))
                .certificate();

        Answer late = renew(expired("edge-1", Duration.ofDays(31)));
        assertThat(late.status()).isEqualTo(401);
        assertThat(late.text()).contains("expired at").contains("30 days").contains("join with a token");
        assertThat(renew(nobody).status()).isEqualTo(401);
        assertThat(renew(foreign("edge-1")).status()).isEqualTo(401);
    }

    /** The link of an edge outlives the certificate that it was opened with. */
    @Test
    void renewsForAConnectedNodeThatAsksFromWhereItIsConnected() throws Exception {
        hub.connect("edge-1");

        assertThat(renew(expired("edge-1", Duration.ofDays(1))).status()).isEqualTo(200);
    }

    @Test
    void aRevokedTokenIsRefusedAndTheNextOneIsNot() throws Exception {
        CloudHubShell shell = new CloudHubShell(hub.module);
        String jwt = jwt();

        shell.token("revoke", "all");

        assertThat(edgeCrt(bearer(jwt), "edge-1").status()).isEqualTo(400);
        assertThat(edgeCrt(bearer(jwt()), "edge-1").status()).isEqualTo(200);
        assertThat(jwt()).isNotEqualTo(jwt);
        assertThat(shell.token("show")).endsWith(jwt());
        assertThat(shell.token()).hasSize(2);
        assertThatThrownBy(() -> shell.token("revoke", "7")).hasMessageContaining("no join token with the id '7'");
        assertThatThrownBy(() -> shell.token("eat")).isInstanceOf(SkepException.class);
    }

    private Answer renew(X509Certificate certificate) throws Exception {
        return hub.http.call("GET", "/edge.crt", request(), Map.of("NodeName", "edge-1"), certificate);
    }

    private static X509Certificate foreign(String node) {
        return CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom())
                .issueClient(Subject.node(node), Duration.ofDays(1))
                .certificate();
    }

    private X509Certificate expired(String node, Duration ago) {
        return past(ago.plus(Duration.ofDays(1)))
                .issueClient(Subject.node(node), Duration.ofDays(1))
                .certificate();
    }

    /** The hub's CA as it was then. */
    private CertificateAuthority past(Duration ago) {
        CertificateAuthority ca = hub.ca();
        return CertificateAuthority.load(
                ca.certificateDer(),
                ca.keyDer(),
                InstantSource.fixed(Instant.now().minus(ago)),
                new SecureRandom());
    }

    private Answer edgeCrt(Map<String, String> headers, String node) throws Exception {
        return hub.http.call("GET", "/edge.crt", request(), named(headers, node));
    }

    private static Map<String, String> named(Map<String, String> headers, String node) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("NodeName", node);
        return all;
    }

    private String jwt() throws Exception {
        return JoinToken.parse(Files.readString(folder.resolve("token"))).jwt();
    }

    private static String after(String token) {
        return JoinToken.parse(token).jwt();
    }

    private static Map<String, String> bearer(String jwt) {
        return Map.of("Authorization", "Bearer " + jwt);
    }

    /** A PKCS#10 request with the subject of a Go edge, made by hand. */
    private static byte[] request() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var keys = generator.generateKeyPair();
        byte[] name = new X500Principal("CN=kubeedge.io,O=kubeEdge").getEncoded();
        byte[] info = der(0x30, new byte[] {2, 1, 0}, name, keys.getPublic().getEncoded(), new byte[] {(byte) 0xa0, 0});
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(info);
        byte[] algorithm = {0x30, 0x0a, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
        return der(0x30, info, algorithm, der(3, new byte[] {0}, signature.sign()));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() > 255) {
            out.write(0x82);
            out.write(content.size() >> 8);
        } else if (content.size() > 127) {
            out.write(0x81);
        }
        out.write(content.size() & 0xff);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
