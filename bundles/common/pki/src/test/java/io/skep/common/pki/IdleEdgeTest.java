package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge that has its certificate must not pay for Bouncy Castle's classes. */
public class IdleEdgeTest {

    /** What an edge does at each start; runs in a class loader without Bouncy Castle. */
    public static String start(Path folder) {
        CertificateFiles files =
                new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"));
        EdgeEnrollment.Enrolled enrolled = files.load().orElseThrow();
        ReloadableKeyManager keys = ReloadableKeyManager.of(enrolled.identity());
        CaTrustManager trust = CaTrustManager.of(enrolled.ca());
        EdgeEnrollment enrollment = new EdgeEnrollment(
                java.net.URI.create("https://127.0.0.1:10002"),
                "edge-1",
                EdgeEnrollment.TIMEOUT,
                InstantSource.system(),
                new SecureRandom());
        Optional<Identity> identity = keys.identity();
        return Subject.findNode(identity.orElseThrow().certificate()).orElseThrow()
                + trust.getAcceptedIssuers().length
                + (enrollment == null ? "" : " ready");
    }

    @Test
    void startsWithoutBouncyCastle(@TempDir Path folder) throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"))
                .save(new EdgeEnrollment.Enrolled(
                        ca.certificate(), ca.issueClient(Subject.node("edge-1"), Duration.ofDays(1))));
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("org.bouncycastle.asn1.ASN1Object"))
                    .isInstanceOf(ClassNotFoundException.class);
            Method start = loader.loadClass(IdleEdgeTest.class.getName()).getMethod("start", Path.class);
            assertThat(start.invoke(null, folder)).isEqualTo("edge-11 ready");
        }
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("bouncycastle"))
                .map(IdleEdgeTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
