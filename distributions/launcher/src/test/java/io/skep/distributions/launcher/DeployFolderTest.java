package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

class DeployFolderTest {

    @TempDir
    Path temp;

    private Framework framework;
    private DeployFolder folder;

    @BeforeEach
    void start() throws BundleException, IOException {
        Files.createDirectories(temp.resolve("features"));
        Files.createDirectories(temp.resolve("bundle"));
        Files.writeString(
                temp.resolve("features/mini.json"),
                "{\"id\":\"t:mini\",\"bundles\":[{\"id\":\"g:module:1.0.0\",\"start-order\":1,"
                        + "\"file\":\"module.jar\",\"sha256\":\"1\"}]}");
        TestBundles.write(temp.resolve("bundle/module.jar"), TestBundles.bundle("module", "1.0.0"));
        framework = new Felix(Map.of(
                "org.osgi.framework.storage",
                temp.resolve("cache").toString(),
                "org.osgi.framework.bsnversion",
                "multiple",
                "felix.log.level",
                "0"));
        framework.init();
        FeatureChoice choice = new FeatureChoice(temp, temp.resolve("var"), List.of("mini"));
        FeatureUrls.register(framework.getBundleContext(), choice);
        new BundleStock(framework.getBundleContext(), choice::jar, temp.resolve("record"))
                .apply(choice.read().bundles());
        framework.start();
        watch();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        folder.close();
        framework.stop();
        framework.waitForStop(10_000);
    }

    private void watch() {
        folder = DeployFolder.start(
                temp.resolve("deploy"), temp.resolve("deployed.properties"), framework.getBundleContext());
    }

    private Path put(String file, byte[] jar) {
        return TestBundles.write(temp.resolve("deploy").resolve(file), jar);
    }

    private List<String> bundles(String name) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.getVersion() + (bundle.getState() == Bundle.ACTIVE ? " active" : " idle"))
                .sorted()
                .toList();
    }

    private static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000L);
        }
    }

    @Test
    void runsABundleThatIsPutThereUpdatesAndRemovesIt() throws IOException {
        Path jar = put("a.jar", TestBundles.bundle("a", "1.0.0"));
        await("runs", () -> bundles("a").equals(List.of("1.0.0 active")));
        Files.write(jar, TestBundles.bundle("a", "1.1.0", "X-Longer", "so that the size differs"));
        await("updated", () -> bundles("a").equals(List.of("1.1.0 active")));
        Files.delete(jar);
        await("gone", () -> bundles("a").isEmpty());
    }

    @Test
    void replacesABundleOfTheFeaturesForAsLongAsTheFileIsThere() throws IOException {
        Path jar = put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        await("replaced", () -> bundles("module").equals(List.of("2.0.0 active")));
        Files.delete(jar);
        await("as shipped", () -> bundles("module").equals(List.of("1.0.0 active")));
    }

    @Test
    void takesAReplacementBackThatWasRemovedWhileItWasNotWatched() throws IOException {
        Path jar = put("module-2.jar", TestBundles.bundle("module", "2.0.0"));
        await("replaced", () -> bundles("module").equals(List.of("2.0.0 active")));
        folder.close();
        Files.delete(jar);
        watch();
        assertThat(bundles("module")).containsExactly("1.0.0 active");
    }

    @Test
    void neverTouchesTheBundleOfAPod() throws BundleException, IOException {
        Path jar = TestBundles.write(temp.resolve("pod.jar"), TestBundles.bundle("a", "1.0.0"));
        Bundle pod = framework.getBundleContext().installBundle("pod:1/c", Files.newInputStream(jar));
        pod.start();
        long id = pod.getBundleId();
        Path copy = put("a.jar", TestBundles.bundle("a", "1.0.0"));
        await("both run", () -> bundles("a").equals(List.of("1.0.0 active", "1.0.0 active")));
        Files.delete(copy);
        await("the pod's runs on", () -> bundles("a").equals(List.of("1.0.0 active")));
        assertThat(framework.getBundleContext().getBundle("pod:1/c").getBundleId())
                .isEqualTo(id);
    }

    @Test
    void activatesOneOfTwoFilesWithTheSameSymbolicName() throws IOException {
        put("a1.jar", TestBundles.bundle("a", "1.0.0"));
        await("the first runs", () -> bundles("a").equals(List.of("1.0.0 active")));
        put("a2.jar", TestBundles.bundle("a", "2.0.0"));
        put("b.jar", TestBundles.bundle("b", "1.0.0"));
        await("a later file runs", () -> bundles("b").equals(List.of("1.0.0 active")));
        assertThat(bundles("a")).containsExactly("1.0.0 active");
    }

    @Test
    void startsABundleThatWaitedForAnotherOne() throws IOException {
        put("needs.jar", TestBundles.bundle("needs", "1.0.0", "Import-Package", "given"));
        await("waits", () -> bundles("needs").equals(List.of("1.0.0 idle")));
        put("gives.jar", TestBundles.bundle("gives", "1.0.0", "Export-Package", "given"));
        await("runs", () -> bundles("needs").equals(List.of("1.0.0 active")));
    }

    @Test
    void waitsForAJarThatIsStillBeingWritten() throws IOException {
        byte[] jar = TestBundles.bundle("slow", "1.0.0");
        Path file = put("slow.jar", Arrays.copyOf(jar, jar.length / 2));
        put("b.jar", TestBundles.bundle("b", "1.0.0"));
        await("a whole file runs", () -> bundles("b").equals(List.of("1.0.0 active")));
        assertThat(bundles("slow")).isEmpty();
        Files.write(file, Arrays.copyOfRange(jar, jar.length / 2, jar.length), StandardOpenOption.APPEND);
        await("the whole runs", () -> bundles("slow").equals(List.of("1.0.0 active")));
    }

    @Test
    void saysWhyAFileIsNoBundle() throws IOException {
        Path bundle = TestBundles.write(temp.resolve("a.jar"), TestBundles.bundle("a", "1.0.0"));
        Path plain = TestBundles.write(temp.resolve("plain.jar"), TestBundles.jar(Map.of()));
        Path text = Files.writeString(temp.resolve("text.jar"), "hello");
        assertThat(DeployFolder.fault(bundle)).isEmpty();
        assertThat(DeployFolder.fault(plain)).contains("its manifest has no Bundle-SymbolicName");
        assertThat(DeployFolder.fault(text)).get().asString().startsWith("it is no jar");
        assertThat(DeployFolder.fault(temp.resolve("gone.jar"))).isEmpty();
    }
}
