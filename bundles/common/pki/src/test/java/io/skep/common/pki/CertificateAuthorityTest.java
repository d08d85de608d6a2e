package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.internal.TestRequests;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Duration YEAR = Duration.ofDays(365);

    private final SecureRandom random = new SecureRandom();
    private final CertificateAuthority ca = CertificateAuthority.create("KubeEdge", CLOCK, random);

    @Test
    void makesItselfAsKubeEdgeDoes() throws Exception {
        X509Certificate certificate = ca.certificate();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=KubeEdge");
        assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=KubeEdge");
        assertThat(certificate.getSerialNumber()).isEqualTo(BigInteger.valueOf(1024));
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getBasicConstraints()).isNotNegative();
        assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(36_500)));
        assertThat(certificate.getKeyUsage()).startsWith(true, false, true, false, false, true);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        certificate.verify(certificate.getPublicKey());
        assertThat(ca.hash()).hasSize(64).matches("[0-9a-f]+");
    }

    @Test
    void issuesAServerCertificateForNamesAndAddresses() throws Exception {
        Identity server = ca.issueServer(
                new Subject("KubeEdge", "KubeEdge"),
                List.of("cloud.example", "10.1.2.3", "", "::1"),
                CertificateAuthority.CENTURY);
        X509Certificate certificate = server.certificate();
        certificate.verify(ca.certificate().getPublicKey());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=KubeEdge,O=KubeEdge");
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "cloud.example"), List.of(7, "10.1.2.3"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getSerialNumber().bitLength()).isBetween(1, 63);
        assertThat(certificate.getNotAfter()).isEqualTo(ca.certificate().getNotAfter());
        assertThat(certificate.getBasicConstraints()).isNegative();
    }

    @Test
    void writesTheNodesSubjectItselfWhateverTheRequestSays() throws Exception {
        KeyPair keys = ec("secp256r1");
        byte[] csr = TestRequests.signed(keys, new Subject("system:masters", "admin"), "SHA256withECDSA");
        X509Certificate certificate = ca.sign(csr, Subject.node("edge-1"), EnumSet.of(KeyPurpose.CLIENT_AUTH), YEAR);

        certificate.verify(ca.certificate().getPublicKey());
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(Subject.of(certificate)).isEqualTo(new Subject("system:nodes", "system:node:edge-1"));
        assertThat(Subject.findNode(certificate)).contains("edge-1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(YEAR));
        assertThat(ca.issued(certificate)).isTrue();
        assertThat(CertificateAuthority.create("KubeEdge", CLOCK, random).issued(certificate))
                .isFalse();
    }

    @Test
    void signsTheKeysThatGoEdgesAndOthersBring() throws Exception {
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        for (KeyPair keys : List.of(ec("secp384r1"), ec("secp521r1"), rsa(2048), edwards)) {
            String algorithm = keys.getPrivate() instanceof ECPrivateKey
                    ? "SHA384withECDSA"
                    : keys.equals(edwards) ? "Ed25519" : "SHA256withRSA";
            byte[] csr = TestRequests.signed(keys, Subject.node("x"), algorithm);
            assertThat(ca.sign(csr, Subject.node("n"), Set.of(KeyPurpose.CLIENT_AUTH), YEAR)
                            .getPublicKey())
                    .isEqualTo(keys.getPublic());
        }
    }

    @Test
    void refusesRequestsThatProveNothing() throws Exception {
        byte[] good = TestRequests.signed(ec("secp256r1"), Subject.node("x"), "SHA256withECDSA");
        byte[] forged = good.clone();
        forged[forged.length - 1] ^= 1;
        byte[] trailing = java.util.Arrays.copyOf(good, good.length + 1);
        for (byte[] csr : List.of(
                new byte[0],
                new byte[] {0x30, (byte) 0x84, 0x7f, 0x7f, 0x7f, 0x7f},
                "-----BEGIN CERTIFICATE REQUEST-----".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[70_000],
                deep(12_000),
                forged,
                trailing,
                TestRequests.otherKey(ec("secp256r1"), ec("secp256r1")),
                TestRequests.signed(rsa(1024), Subject.node("x"), "SHA256withRSA"),
                TestRequests.signed(
                        KeyPairGenerator.getInstance("Ed448").generateKeyPair(), Subject.node("x"), "Ed448"),
                TestRequests.signed(ec("secp256r1"), Subject.node("x"), "SHA1withECDSA"))) {
            assertThatThrownBy(() -> ca.sign(csr, Subject.node("n"), Set.of(KeyPurpose.CLIENT_AUTH), YEAR))
                    .isInstanceOfSatisfying(
                            SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.REQUEST_INVALID));
        }
    }

    @Test
    void comesBackFromItsFilesWithTheSameKeyBytes(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("pki/ca.crt");
        Path key = folder.resolve("pki/ca.key");
        ca.save(certificate, key);
        CertificateAuthority loaded = CertificateAuthority.load(certificate, key, CLOCK, random);

        assertThat(loaded.keyDer()).isEqualTo(ca.keyDer());
        assertThat(loaded.certificate()).isEqualTo(ca.certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificate)))
                .isEqualTo("rw-r--r--");
        assertThat(Files.readString(key)).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
        try (var files = Files.list(folder.resolve("pki"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void keepsTheKeyBytesOfAForeignCaBecauseTokensAreSignedWithThem(@TempDir Path folder) throws Exception {
        byte[] pkcs8 = ca(ca.keyDer()).getEncoded();
        CertificateAuthority loaded = CertificateAuthority.load(ca.certificateDer(), pkcs8, CLOCK, random);
        assertThat(loaded.keyDer()).isEqualTo(pkcs8);
        loaded.save(folder.resolve("ca.crt"), folder.resolve("ca.key"));
        assertThat(Files.readString(folder.resolve("ca.key"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    private java.security.PrivateKey ca(byte[] keyDer) {
        return Identity.parse(ca.certificateDer(), keyDer).key();
    }

    @Test
    void refusesAKeyThatIsNotItsOwn() {
        byte[] other = CertificateAuthority.create("KubeEdge", CLOCK, random).keyDer();
        assertThatThrownBy(() -> CertificateAuthority.load(ca.certificateDer(), other, CLOCK, random))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.KEY_MISMATCH));
    }

    @Test
    void saysWhichFileCannotBeWritten(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> ca.save(file.resolve("ca.crt"), file.resolve("ca.key")))
                .hasMessageContaining("file/ca.key could not be written")
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.FILE_UNWRITABLE));
    }

    @Test
    void namesOnlyWholeNodeSubjects() {
        for (Subject subject : List.of(
                new Subject("kubeEdge", "kubeedge.io"),
                new Subject("system:nodes", "edge-1"),
                new Subject("system:nodes", "system:node:"),
                new Subject("system:masters", "system:node:edge-1"))) {
            assertThat(Subject.findNode(ca.issueClient(subject, YEAR).certificate()))
                    .isEmpty();
        }
        assertThat(Subject.findNode(
                        ca.issueClient(Subject.node("a,b+c=\"d\""), YEAR).certificate()))
                .contains("a,b+c=\"d\"");
    }

    @Test
    void takesTheLongestNameThatANodeMayHave() throws Exception {
        String node = "n".repeat(253);
        X509Certificate certificate = ca.issueClient(Subject.node(node), YEAR).certificate();
        assertThat(Subject.findNode(certificate)).contains(node);
        CaTrustManager.of(ca.certificate()).checkClientTrusted(new X509Certificate[] {certificate}, "EC");
    }

    @Test
    void readsTheHeaderWithPurposes() {
        assertThat(KeyPurpose.parse("")).containsExactly(KeyPurpose.CLIENT_AUTH);
        assertThat(KeyPurpose.parse("[]")).containsExactly(KeyPurpose.CLIENT_AUTH);
        assertThat(KeyPurpose.parse("[2,1]")).containsExactly(KeyPurpose.SERVER_AUTH, KeyPurpose.CLIENT_AUTH);
        for (String bad : List.of("2", "[3]", "[\"2\"]", "[2", "{}", "[2.0]")) {
            assertThatThrownBy(() -> KeyPurpose.parse(bad)).isInstanceOf(SkepException.class);
        }
    }

    private static KeyPair ec(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Sequences in sequences, for parsers that call themselves. */
    private static byte[] deep(int levels) {
        ByteBuffer bytes = ByteBuffer.allocate(levels * 4);
        for (int left = levels - 1; left >= 0; left--) {
            bytes.put((byte) 0x30).put((byte) 0x82).putShort((short) (left * 4));
        }
        return bytes.array();
    }
}
