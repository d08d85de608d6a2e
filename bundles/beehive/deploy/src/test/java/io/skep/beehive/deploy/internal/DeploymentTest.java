package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.api.SteadyClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class DeploymentTest {

    @TempDir
    Path temp;

    private TestFramework framework;
    private TestLog log;
    private Deployment deployment;

    @BeforeEach
    void start() throws BundleException, IOException {
        framework = new TestFramework(temp.resolve("cache"));
        log = new TestLog();
        deployment = deployment(SignaturePolicy.OFF);
    }

    private Deployment deployment(SignaturePolicy policy) {
        return new Deployment(
                framework.context(),
                temp.resolve("jars"),
                new JarCheck(policy, new TrustStore(null, null), InstantSource.system()),
                new SwapTimes(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                new SteadyClock(),
                InstantSource.system());
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        log.close();
        deployment.close();
        framework.close();
    }

    private StoredJar stored(byte[] jar) {
        return deployment.store().put(new ByteArrayInputStream(jar), "x.jar");
    }

    private void update(Bundle bundle, byte[] jar) throws BundleException {
        deployment.update(bundle, stored(jar), false, false);
    }

    @Test
    void refusesAnOlderVersionUnderEnforceUnlessForced() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "2.0.0"));
        StoredJar older = stored(TestBundles.bundle("a", "1.0.0"));
        Deployment strict = deployment(SignaturePolicy.ENFORCE);
        StoredJar kept = strict.store().put(new ByteArrayInputStream(TestBundles.bundle("a", "1.0.0")), "x.jar");
        assertThatThrownBy(() -> strict.update(bundle, kept, false, false))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.DOWNGRADE))
                .hasMessageContaining("older than 2.0.0");
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
        strict.update(bundle, kept, true, false);
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        assertThat(older.sha256()).isEqualTo(kept.sha256());
        strict.close();
    }

    @Test
    void refusesAnotherBundle() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        assertThatThrownBy(() -> update(bundle, TestBundles.bundle("b", "2.0.0")))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.OTHER_BUNDLE))
                .hasMessageContaining("is the bundle b, another one");
    }

    @Test
    void takesAnUpdateBackThatWasNotProvedWhenTheProcessDied() throws BundleException, IOException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        update(bundle, TestBundles.bundle("a", "2.0.0"));
        Path record = temp.resolve("jars/probation.properties");
        byte[] left = Files.readAllBytes(record);
        deployment.close();
        assertThat(record).as("an orderly stop proves it").doesNotExist();
        Files.write(record, left);
        deployment = deployment(SignaturePolicy.OFF);
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("SKEP-277 ")
                .contains("from 1.0.0 to 2.0.0 was taken back: the process ended");
        assertThat(record).doesNotExist();
    }

    @Test
    void leavesABundleAloneThatTheDistributionHasReplacedMeanwhile() throws BundleException, IOException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        update(bundle, TestBundles.bundle("a", "2.0.0"));
        Path record = temp.resolve("jars/probation.properties");
        byte[] left = Files.readAllBytes(record);
        deployment.close();
        Files.write(record, left);
        bundle.update(new ByteArrayInputStream(TestBundles.bundle("a", "3.0.0")));
        deployment = deployment(SignaturePolicy.OFF);
        assertThat(framework.bundles("a")).containsExactly("3.0.0 active");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void remembersWhichJarsWereTakenBack() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        byte[] bad = TestBundles.bundle("a", "2.0.0", "Import-Package", "no.such.api");
        assertThat(deployment.isRejected(stored(bad))).isFalse();
        assertThatThrownBy(() -> update(bundle, bad)).isInstanceOf(SkepException.class);
        deployment.close();
        deployment = deployment(SignaturePolicy.OFF);
        assertThat(deployment.isRejected(stored(bad))).isTrue();
    }

    @Test
    void anInterruptedCallerLeavesNothingHalfDone() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        StoredJar next = stored(TestBundles.bundle("a", "2.0.0"));
        Thread.currentThread().interrupt();
        deployment.update(bundle, next, false, false);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
    }

    @Test
    void changesWithinAChangeAreMadeAtOnce() throws Exception {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        StoredJar next = stored(TestBundles.bundle("a", "2.0.0"));
        String version = deployment.exclusively(() -> {
            deployment.update(bundle, next, false, false);
            deployment.simply(bundle, Bundle::stop);
            return bundle.getVersion().toString();
        });
        assertThat(version).isEqualTo("2.0.0");
        assertThatCode(() -> deployment.simply(bundle, Bundle::start)).doesNotThrowAnyException();
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
    }

    @Test
    void takesAJarFromAPathAndFromAnAddress() throws IOException {
        Path file = TestBundles.write(temp.resolve("a.jar"), TestBundles.bundle("a", "1.0.0"));
        assertThat(deployment.take(file.toString()).sha256())
                .isEqualTo(deployment.take(file.toUri().toString()).sha256());
        assertThatThrownBy(() -> deployment.take(temp.resolve("none.jar").toString()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> deployment.take("nosuch:a b")).isInstanceOf(IOException.class);
    }

    @Test
    void trustsTheDistributionUnderEnforceAndNobodyElse() throws BundleException, IOException {
        framework.ship("module", TestBundles.bundle("module", "1.0.0"));
        Path file = TestBundles.write(temp.resolve("a.jar"), TestBundles.bundle("a", "1.0.0"));
        deployment.close();
        deployment = deployment(SignaturePolicy.ENFORCE);
        assertThat(deployment.take(Deployment.SHIPPED + "g:module").symbolicName())
                .isEqualTo("module");
        assertThatThrownBy(() -> deployment.take(file.toString()))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.UNSIGNED));
    }

    @Test
    void installsWithoutStartingAndStartsWhenTold() throws BundleException {
        Bundle bundle = deployment.install("test:a", stored(TestBundles.bundle("a", "1.0.0")));
        assertThat(framework.bundles("a")).containsExactly("1.0.0 idle");
        deployment.simply(bundle, Bundle::start);
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        deployment.simply(bundle, Bundle::uninstall);
        assertThat(framework.bundles("a")).isEmpty();
    }
}
