package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

/** A file of the deploy folder that replaces a shipped bundle by one that does not work. */
class BadReplacementTest {

    private static final byte[] BAD = TestBundles.bundle("module", "2.0.0", "Import-Package", "no.such.api");

    @TempDir
    Path temp;

    private TestFramework framework;
    private TestLog log;
    private Deployment deployment;
    private DeployFolder folder;

    @BeforeEach
    void start() throws BundleException, IOException {
        Files.createDirectories(temp.resolve("deploy"));
        framework = new TestFramework(temp.resolve("cache"));
        framework.ship("module", TestBundles.bundle("module", "1.0.0"));
        log = new TestLog();
        watch();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        log.close();
        deployment.close();
        framework.close();
    }

    private void watch() {
        deployment = new Deployment(
                framework.context(),
                temp.resolve("jars"),
                new JarCheck(SignaturePolicy.OFF, new TrustStore(null, null), InstantSource.system()),
                new SwapTimes(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                new SteadyClock(),
                InstantSource.system());
        folder = new DeployFolder(
                new FolderListing(temp.resolve("deploy"), System::currentTimeMillis),
                new FolderBundles(temp.resolve("deploy"), new FolderRecord(temp.resolve("deployed.properties"))),
                framework.context(),
                deployment,
                new Patience(InstantSource.system(), Duration.ofSeconds(3)));
        folder.goOn();
        looks();
    }

    private void looks() {
        folder.look();
        folder.look();
    }

    private Path put(byte[] jar) {
        return TestBundles.write(temp.resolve("deploy/module.jar"), jar);
    }

    @Test
    void isTakenBackInOneLineAndNotTriedAgain() {
        put(BAD);
        looks();
        looks();
        assertThat(framework.bundles("module")).containsExactly("1.0.0 active");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("SKEP-277 ")
                .contains("the package no.such.api");
        deployment.close();
        watch();
        assertThat(framework.bundles("module")).containsExactly("1.0.0 active");
        assertThat(log.warnings()).hasSize(2);
        assertThat(log.warnings().getLast()).startsWith("SKEP-282 ").contains("module.jar");
    }

    @Test
    void leavesTheShippedBundleAloneWhenItGoes() throws IOException {
        Path file = put(BAD);
        looks();
        long changed =
                framework.context().getBundle(Deployment.SHIPPED + "g:module").getLastModified();
        Files.delete(file);
        looks();
        assertThat(framework
                        .context()
                        .getBundle(Deployment.SHIPPED + "g:module")
                        .getLastModified())
                .isEqualTo(changed);
    }

    @Test
    void makesRoomForACorrectedOne() {
        put(BAD);
        looks();
        put(TestBundles.bundle("module", "2.1.0", "X-Longer", "so that the size differs, by quite a bit"));
        looks();
        assertThat(framework.bundles("module")).containsExactly("2.1.0 active");
        assertThat(log.warnings()).hasSize(1);
    }
}
