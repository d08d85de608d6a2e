package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class DeployFolderTest {

    @TempDir
    Path temp;

    private TestFramework framework;
    private TestLog log;
    private Deployment deployment;
    private DeployFolder folder;
    private Instant now = Instant.EPOCH;
    private SignaturePolicy policy = SignaturePolicy.OFF;

    @BeforeEach
    void start() throws BundleException, IOException {
        Files.createDirectories(temp.resolve("deploy"));
        framework = new TestFramework(temp.resolve("cache"));
        log = new TestLog();
        framework.ship("module", TestBundles.bundle("module", "1.0.0"));
        watch();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        log.close();
        deployment.close();
        framework.close();
    }

    private void watch() {
        if (deployment != null) {
            deployment.close();
        }
        deployment = new Deployment(
                framework.context(),
                temp.resolve("jars"),
                new JarCheck(policy, new TrustStore(null, null), () -> now),
                new SwapTimes(Duration.ofSeconds(5), Duration.ofSeconds(5)),
                () -> now,
                InstantSource.system());
        folder = new DeployFolder(
                new FolderListing(temp.resolve("deploy"), System::currentTimeMillis),
                new FolderBundles(temp.resolve("deploy"), new FolderRecord(temp.resolve("deployed.properties"))),
                framework.context(),
                deployment,
                new Patience(() -> now, Duration.ofSeconds(3)));
        folder.goOn();
    }

    private Path put(String file, byte[] jar) {
        return TestBundles.write(temp.resolve("deploy").resolve(file), jar);
    }

    private void looks() {
        folder.look();
        folder.look();
    }

    @Test
    void runsABundleThatIsPutThereUpdatesAndRemovesIt() throws IOException {
        Path jar = put("a.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        Files.write(jar, TestBundles.bundle("a", "1.1.0", "X-Longer", "so that the size differs"));
        looks();
        assertThat(framework.bundles("a")).containsExactly("1.1.0 active");
        Files.delete(jar);
        looks();
        assertThat(framework.bundles("a")).isEmpty();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void replacesABundleOfTheFeaturesForAsLongAsTheFileIsThere() throws IOException {
        Path jar = put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        looks();
        assertThat(framework.bundles("module")).containsExactly("2.0.0 active");
        Files.delete(jar);
        looks();
        assertThat(framework.bundles("module")).containsExactly("1.0.0 active");
    }

    @Test
    void takesAReplacementBackThatWasRemovedWhileItWasNotWatched() throws IOException {
        Path jar = put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        looks();
        Files.delete(jar);
        watch();
        assertThat(framework.bundles("module")).containsExactly("1.0.0 active");
    }

    @Test
    void leavesWhatItHasDeployedAloneWhenThisBundleIsSwapped() {
        put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        put("a.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        long changed = changed("module") + changed("a");
        watch();
        looks();
        assertThat(framework.bundles("module")).containsExactly("2.0.0 active");
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        assertThat(changed("module") + changed("a")).isEqualTo(changed);
    }

    @Test
    void noticesThatAFileGoesRightAfterThisBundleWasSwapped() throws IOException {
        Path jar = put("a.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        watch();
        Files.delete(jar);
        looks();
        assertThat(framework.bundles("a")).isEmpty();
    }

    private long changed(String name) {
        return Arrays.stream(framework.context().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .mapToLong(Bundle::getLastModified)
                .sum();
    }

    @Test
    void deploysAgainWhatTheDistributionHasReplacedMeanwhile() throws BundleException {
        put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        looks();
        framework
                .context()
                .getBundle(Deployment.SHIPPED + "g:module")
                .update(new ByteArrayInputStream(TestBundles.bundle("module", "1.5.0")));
        watch();
        assertThat(framework.bundles("module")).containsExactly("1.5.0 active");
        looks();
        assertThat(framework.bundles("module")).containsExactly("2.0.0 active");
    }

    @Test
    void uninstallsABundleThatNoRecordKnows() throws BundleException {
        framework.start(FolderBundles.LOCATION + "old.jar", TestBundles.bundle("old", "1.0.0"));
        watch();
        assertThat(framework.bundles("old")).isEmpty();
    }

    @Test
    void undoesWhatItWouldNoLongerTake() {
        put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        put("a.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        policy = SignaturePolicy.ENFORCE;
        watch();
        looks();
        assertThat(framework.bundles("module")).containsExactly("1.0.0 active");
        assertThat(framework.bundles("a")).isEmpty();
        assertThat(log.warnings()).hasSize(2).allMatch(line -> line.startsWith("SKEP-270 "));
    }

    @Test
    void neverTouchesTheBundleOfAPod() throws BundleException, IOException {
        Bundle pod = framework.start("pod:1/c", TestBundles.bundle("a", "1.0.0"));
        Path copy = put("a.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active", "1.0.0 active");
        Files.delete(copy);
        looks();
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        assertThat(framework.context().getBundle("pod:1/c").getBundleId()).isEqualTo(pod.getBundleId());
    }

    @Test
    void activatesOneOfTwoFilesWithTheSameSymbolicNameAndTheOtherWhenItGoes() throws IOException {
        Path first = put("a1.jar", TestBundles.bundle("a", "1.0.0"));
        put("a2.jar", TestBundles.bundle("a", "2.0.0"));
        looks();
        looks();
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("SKEP-128 ")
                .contains("a2.jar");
        Files.delete(first);
        looks();
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
    }

    @Test
    void startsABundleThatWaitedForAnotherOne() {
        put("needs.jar", TestBundles.bundle("needs", "1.0.0", "Import-Package", "given"));
        looks();
        assertThat(framework.bundles("needs")).containsExactly("1.0.0 idle");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("SKEP-279 ")
                .contains("the package given");
        put("gives.jar", TestBundles.bundle("gives", "1.0.0", "Export-Package", "given"));
        looks();
        assertThat(framework.bundles("needs")).containsExactly("1.0.0 active");
    }

    @Test
    void waitsForAJarThatIsCopiedSlowly() throws IOException {
        byte[] jar = TestBundles.bundle("slow", "1.0.0");
        Path file = put("slow.jar", Arrays.copyOf(jar, jar.length / 3));
        for (int from = jar.length / 3; from < jar.length; from += 40) {
            looks();
            looks();
            now = now.plusSeconds(2);
            Files.write(
                    file, Arrays.copyOfRange(jar, from, Math.min(from + 40, jar.length)), StandardOpenOption.APPEND);
            assertThat(framework.bundles("slow")).isEmpty();
        }
        looks();
        assertThat(framework.bundles("slow")).containsExactly("1.0.0 active");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void tellsOnceOfAJarThatStaysDamaged() throws IOException {
        byte[] jar = TestBundles.bundle("half", "1.0.0");
        put("half.jar", Arrays.copyOf(jar, jar.length / 2));
        looks();
        assertThat(log.warnings()).isEmpty();
        now = now.plusSeconds(4);
        looks();
        looks();
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("SKEP-112 ")
                .contains("half.jar", "no jar");
    }

    @Test
    void goesOnWithTheOldBundleWhileItsJarIsWrittenOver() throws IOException {
        Path file = put("a.jar", TestBundles.bundle("a", "1.0.0", "X-Padding", "x".repeat(600)));
        looks();
        byte[] next = TestBundles.bundle("a", "2.0.0", "X-Padding", "y".repeat(600));
        for (int count = 100; count < next.length; count += 100) {
            Files.write(file, Arrays.copyOf(next, count));
            looks();
            assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        }
        Files.write(file, next);
        looks();
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void updatesTwiceTheSameBytesOnce() throws IOException {
        Path file = put("a.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        long changed = changed("a");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        looks();
        assertThat(changed("a")).isEqualTo(changed);
    }

    @Test
    void takesAFileThatHoldsAnotherBundleNowForAnotherBundle() throws IOException {
        Path file = put("x.jar", TestBundles.bundle("a", "1.0.0"));
        looks();
        Files.write(file, TestBundles.bundle("b", "1.0.0", "X-Longer", "so that the size differs"));
        looks();
        assertThat(framework.bundles("a")).isEmpty();
        assertThat(framework.bundles("b")).containsExactly("1.0.0 active");
    }

    @Test
    void saysWhyAFileIsNoBundle() {
        put("plain.jar", TestBundles.jar(Map.of()));
        looks();
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("SKEP-112 ", "plain.jar", "no Bundle-SymbolicName");
    }
}
