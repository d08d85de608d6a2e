package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarCheckTest {

    private static final byte[] JAR =
            TestBundles.jar(Map.of("Bundle-SymbolicName", "a", "Bundle-Version", "1.0.0"), JarCheckTest.class);

    @TempDir
    Path temp;

    private Signer authority;
    private Path trustStore;
    private JarStore store;

    @BeforeEach
    void makeTrustStore() throws Exception {
        authority = Signer.authority("builders");
        trustStore = authority.writePem(temp.resolve("trust.pem"));
        store = new JarStore(temp.resolve("jars"), InstantSource.system());
    }

    private JarCheck check(SignaturePolicy policy) {
        return new JarCheck(policy, new TrustStore(trustStore, null), InstantSource.system());
    }

    private StoredJar stored(byte[] jar) {
        return store.put(new ByteArrayInputStream(jar), "a.jar");
    }

    private void assertRefused(byte[] jar, DeployError code, String... words) {
        assertThatThrownBy(() -> check(SignaturePolicy.ENFORCE).signature(stored(jar)))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }

    /** Changes the bytes of an entry; null leaves it out. */
    private static byte[] changed(byte[] jar, String name, UnaryOperator<String> change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                String written = entry.getName().matches(name) ? change.apply(content) : content;
                if (written != null) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    out.write(written.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] added(byte[] jar, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry(name));
            out.write(1);
        }
        return bytes.toByteArray();
    }

    @Test
    void takesAJarWhoseSignerTheAuthorityKnows() throws Exception {
        byte[] jar = authority.issue("builder").sign(temp, JAR);
        assertThatCode(() -> check(SignaturePolicy.ENFORCE).signature(stored(jar)))
                .doesNotThrowAnyException();
    }

    @Test
    void takesAJarWhoseSignerStandsInTheTrustStoreHimself() throws Exception {
        Signer builder = authority.issue("builder");
        builder.writePem(trustStore);
        assertThatCode(() -> check(SignaturePolicy.ENFORCE).signature(stored(builder.sign(temp, JAR))))
                .doesNotThrowAnyException();
    }

    @Test
    void readsAPkcs12TrustStoreToo() throws Exception {
        Path file = authority.writePkcs12(temp.resolve("trust.p12"), "secret");
        StoredJar jar = stored(authority.issue("builder").sign(temp, JAR));
        new JarCheck(SignaturePolicy.ENFORCE, new TrustStore(file, "secret"), InstantSource.system()).signature(jar);
        JarCheck wrong = new JarCheck(SignaturePolicy.ENFORCE, new TrustStore(file, "other"), InstantSource.system());
        assertThatThrownBy(() -> wrong.signature(jar))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.TRUST_STORE));
    }

    @Test
    void refusesAnUnsignedJar() {
        assertRefused(JAR, DeployError.UNSIGNED, "a 1.0.0", "a.jar", "nobody has signed it");
    }

    @Test
    void refusesAJarWhoseSignatureWasTakenOut() throws IOException {
        byte[] jar = changed(authority.issue("builder").sign(temp, JAR), ".*\\.(SF|EC)", content -> null);
        assertRefused(jar, DeployError.UNSIGNED, "nobody has signed it");
    }

    @Test
    void refusesAJarThatAStrangerHasSigned() throws IOException {
        byte[] jar = Signer.authority("strangers").issue("stranger").sign(temp, JAR);
        assertRefused(jar, DeployError.NOT_TRUSTED, "CN=stranger");
    }

    @Test
    void refusesAStrangerWhoCallsHimselfAsTheAuthorityDoes() throws IOException {
        byte[] jar = Signer.authority("builders").issue("builder").sign(temp, JAR);
        assertRefused(jar, DeployError.NOT_TRUSTED, "CN=builder");
    }

    @Test
    void refusesACertificateThatIsForSomethingElse() throws IOException {
        byte[] jar = authority.issue("node", KeyPurposeId.id_kp_clientAuth, 1).sign(temp, JAR);
        assertRefused(jar, DeployError.NOT_TRUSTED, "CN=node", "not for signing code");
    }

    @Test
    void refusesACertificateThatHasExpired() throws IOException {
        byte[] jar =
                authority.issue("builder", KeyPurposeId.id_kp_codeSigning, 60).sign(temp, JAR);
        assertRefused(jar, DeployError.CERTIFICATE_EXPIRED, "CN=builder", "not valid now");
    }

    @Test
    void refusesACertificateOfTheTrustStoreThatHasExpired() throws Exception {
        Signer builder = authority.issue("builder");
        builder.writePem(trustStore);
        StoredJar jar = stored(builder.sign(temp, JAR));
        JarCheck later = new JarCheck(
                SignaturePolicy.ENFORCE,
                new TrustStore(trustStore, null),
                () -> Instant.now().plus(Duration.ofDays(40)));
        assertThatThrownBy(() -> later.signature(jar))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.CERTIFICATE_EXPIRED));
    }

    @Test
    void refusesAnEntryThatWasChanged() throws IOException {
        byte[] jar = changed(authority.issue("builder").sign(temp, JAR), ".*\\.class", content -> content + "x");
        assertRefused(jar, DeployError.ALTERED, "its signature does not fit");
    }

    @Test
    void refusesAManifestThatWasChanged() throws IOException {
        byte[] jar = changed(
                authority.issue("builder").sign(temp, JAR),
                "META-INF/MANIFEST.MF",
                content -> content.replace("-Digest: ", "-Digest: A"));
        assertRefused(jar, DeployError.ALTERED, "its signature does not fit");
    }

    @Test
    void refusesAHeaderThatWasChanged() throws IOException {
        byte[] jar = changed(
                authority.issue("builder").sign(temp, JAR),
                "META-INF/MANIFEST.MF",
                content -> content.replace("Bundle-Version: 1.0.0", "Bundle-Version: 9.0.0"));
        assertRefused(jar, DeployError.ALTERED, "a 9.0.0", "its signature does not fit");
    }

    @Test
    void refusesAnEntryThatWasAdded() throws IOException {
        byte[] jar = added(authority.issue("builder").sign(temp, JAR), "evil.class");
        assertRefused(jar, DeployError.ALTERED, "evil.class");
    }

    @Test
    void refusesAJarThatLacksASignedEntry() throws IOException {
        byte[] jar = changed(authority.issue("builder").sign(temp, JAR), ".*\\.class", content -> null);
        assertRefused(jar, DeployError.ALTERED, "JarCheckTest.class is missing");
    }

    @Test
    void takesNothingWithoutATrustStore() throws IOException {
        byte[] jar = authority.issue("builder").sign(temp, JAR);
        Files.delete(trustStore);
        assertRefused(jar, DeployError.TRUST_STORE, "there is no file");
        Files.writeString(trustStore, "no certificate");
        assertRefused(jar, DeployError.TRUST_STORE, "cannot be read");
        trustStore = null;
        assertRefused(jar, DeployError.TRUST_STORE, "none is configured");
    }

    @Test
    void warnsOnlyWhenThePolicySaysSoAndChecksNothingWhenItIsOff() {
        try (TestLog log = new TestLog()) {
            check(SignaturePolicy.OFF).signature(stored(JAR));
            assertThat(log.warnings()).isEmpty();
            check(SignaturePolicy.WARN).signature(stored(JAR));
            assertThat(log.warnings()).singleElement().asString().contains("SKEP-270", "taken all the same");
        }
    }

    @Test
    void comparesTheDigestUnderEveryPolicy() {
        StoredJar jar = stored(JAR);
        check(SignaturePolicy.OFF).digest(jar, jar.sha256().toUpperCase(Locale.ROOT));
        assertThatThrownBy(() -> check(SignaturePolicy.OFF).digest(jar, "00"))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.ALTERED))
                .hasMessageContaining(jar.sha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", " ENFORCE ", "enforec", "true"})
    void closesTheDoorForAWordThatIsNone(String word) {
        assertThat(SignaturePolicy.of(word)).isEqualTo(SignaturePolicy.ENFORCE);
    }

    @Test
    void isOffUnlessToldOtherwise() {
        assertThat(SignaturePolicy.of(null)).isEqualTo(SignaturePolicy.OFF);
        assertThat(SignaturePolicy.of("")).isEqualTo(SignaturePolicy.OFF);
        assertThat(SignaturePolicy.of("Warn")).isEqualTo(SignaturePolicy.WARN);
        assertThat(SwapTimes.of(null).probation()).isEqualTo(Duration.ofSeconds(10));
        assertThat(SwapTimes.of("3").probation()).isEqualTo(Duration.ofSeconds(3));
        assertThat(SwapTimes.of("soon").probation()).isEqualTo(Duration.ofSeconds(10));
    }
}
