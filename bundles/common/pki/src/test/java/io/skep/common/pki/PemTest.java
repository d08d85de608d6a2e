package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.internal.TestRequests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {

    private final CertificateAuthority ca =
            CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
    private final Identity identity = ca.issueClient(Subject.node("edge-1"), Duration.ofDays(1));

    private Identity read(String type, byte[] der) {
        return Identity.parse(identity.certificateDer(), Pem.format(type, der).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void readsKeysInEveryFormThatGoWrites() {
        byte[] sec1 = identity.keyDer();
        byte[] pkcs8 = identity.key().getEncoded();
        assertThat(read(Pem.EC_PRIVATE_KEY, sec1).key()).isEqualTo(identity.key());
        assertThat(read(Pem.PRIVATE_KEY, sec1).key()).isEqualTo(identity.key());
        assertThat(read(Pem.PRIVATE_KEY, pkcs8).key()).isEqualTo(identity.key());
        assertThat(Identity.parse(identity.certificateDer(), sec1).keyDer()).isEqualTo(sec1);
        assertThat(Identity.parse(identity.certificateDer(), pkcs8).keyDer()).isEqualTo(sec1);
    }

    @Test
    void readsAnRsaKeyInBothForms() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        X509Certificate certificate = ca.sign(
                TestRequests.signed(keys, Subject.node("x"), "SHA256withRSA"),
                Subject.node("x"),
                Set.of(KeyPurpose.CLIENT_AUTH),
                Duration.ofDays(1));
        Identity rsa = new Identity(keys.getPrivate(), List.of(certificate));
        assertThat(Identity.parse(rsa.certificateDer(), rsa.keyDer()).key()).isEqualTo(keys.getPrivate());
        assertThat(Identity.parse(rsa.certificateDer(), keys.getPrivate().getEncoded())
                        .key())
                .isEqualTo(keys.getPrivate());
    }

    @Test
    void findsBlocksBetweenOtherText() {
        String text = "noise\n" + Pem.format("A", new byte[] {1, 2}) + "more\n" + Pem.format("B", new byte[100]);
        assertThat(Pem.parse(text)).extracting(Pem.Block::type).containsExactly("A", "B");
        assertThat(Pem.parse(text).getLast().der()).hasSize(100);
        assertThat(Pem.parse("-----BEGIN A-----\nAAAA\n-----END B-----")).isEmpty();
        assertThat(Pem.parse("")).isEmpty();
    }

    @Test
    void refusesRubbishWithACode() {
        byte[] rubbish = "rubbish".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Identity.parse(rubbish, identity.keyDer()))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.CERTIFICATE_UNREADABLE));
        for (byte[] key : new byte[][] {rubbish, {}, {0x30}, {0x30, 0x03, 0x02, 0x01, 0x01}}) {
            assertThatThrownBy(() -> Identity.parse(identity.certificateDer(), key))
                    .isInstanceOfSatisfying(
                            SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.KEY_UNREADABLE));
        }
    }

    @Test
    void findsNothingInAnEmptyFolderAndWhatWasSavedAfterwards(@TempDir Path folder) {
        CertificateFiles files = files(folder);
        assertThat(files.load()).isEmpty();
        EdgeEnrollment.Enrolled enrolled = new EdgeEnrollment.Enrolled(ca.certificate(), identity);
        files.save(enrolled);
        assertThat(files.load()).contains(enrolled);
    }

    @Test
    void survivesACutBetweenKeyAndCertificate(@TempDir Path folder) throws Exception {
        CertificateFiles files = files(folder);
        files.save(new EdgeEnrollment.Enrolled(ca.certificate(), identity));
        byte[] oldCertificate = Files.readAllBytes(files.certificate());
        EdgeEnrollment.Enrolled next = new EdgeEnrollment.Enrolled(
                ca.certificate(), ca.issueClient(Subject.node("edge-1"), Duration.ofDays(1)));
        files.save(next);
        Files.move(files.certificate(), folder.resolve("edge.crt.next"));
        Files.write(files.certificate(), oldCertificate);

        assertThat(files.load()).contains(next);
        assertThat(files.load()).contains(next);
        assertThat(folder.resolve("edge.crt.next")).doesNotExist();
    }

    @Test
    void namesTheFileThatIsTooLong(@TempDir Path folder) throws Exception {
        CertificateFiles files = files(folder);
        files.save(new EdgeEnrollment.Enrolled(ca.certificate(), identity));
        Files.write(files.key(), new byte[2_000_000]);
        assertThatThrownBy(() -> Optional.of(files.load()))
                .hasMessage("The private key in " + files.key() + " is longer than 1 MiB.");
    }

    private static CertificateFiles files(Path folder) {
        return new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"));
    }
}
