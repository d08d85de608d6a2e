package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

class BundleStockTest {

    @TempDir
    Path temp;

    private final List<Framework> started = new ArrayList<>();
    private Framework framework;

    @BeforeEach
    void begin() throws BundleException {
        framework = framework();
    }

    @AfterEach
    void end() throws BundleException, InterruptedException {
        for (Framework each : started) {
            each.stop();
            each.waitForStop(10_000);
        }
    }

    private Framework framework() throws BundleException {
        Framework made = new Felix(
                Map.of("org.osgi.framework.storage", temp.resolve("cache").toString(), "felix.log.level", "0"));
        started.add(made);
        made.init();
        return made;
    }

    private Framework restarted() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
        framework = framework();
        return framework;
    }

    private BundleStock.Change apply(Feature.Entry... entries) {
        return new BundleStock(
                        framework.getBundleContext(), entry -> temp.resolve(entry.file()), temp.resolve("record"))
                .apply(List.of(entries));
    }

    private Feature.Entry jar(String name, String version, String digest) {
        TestBundles.write(temp.resolve(name + ".jar"), TestBundles.bundle(name, version));
        return new Feature.Entry("g:" + name + ":" + version, 1, name + ".jar", digest);
    }

    private Bundle bundle(String name) {
        return framework.getBundleContext().getBundle("feature:g:" + name);
    }

    @Test
    void installsWhatIsNewAndStartsIt() throws BundleException {
        BundleStock.Change change = apply(jar("a", "1.0.0", "1"), jar("b", "1.0.0", "1"));
        framework.start();
        assertThat(change.installed()).containsExactly("feature:g:a", "feature:g:b");
        assertThat(bundle("a").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void touchesOnlyWhatChangedSinceTheLastStart() throws BundleException, InterruptedException {
        Feature.Entry same = jar("a", "1.0.0", "1");
        apply(same, jar("b", "1.0.0", "1"));
        restarted();
        long id = bundle("b").getBundleId();

        BundleStock.Change change = apply(same, jar("b", "2.0.0", "2"));

        assertThat(change.installed()).isEmpty();
        assertThat(change.updated()).containsExactly("feature:g:b");
        assertThat(bundle("b").getVersion()).hasToString("2.0.0");
        assertThat(bundle("b").getBundleId()).isEqualTo(id);
    }

    @Test
    void uninstallsWhatTheFeaturesDroppedAndLeavesTheRestAlone() throws BundleException, InterruptedException {
        apply(jar("a", "1.0.0", "1"), jar("b", "1.0.0", "1"));
        framework
                .getBundleContext()
                .installBundle("pod:1/main", new ByteArrayInputStream(TestBundles.bundle("p", "1.0.0")));
        restarted();

        BundleStock.Change change = apply(jar("a", "1.0.0", "1"));

        assertThat(change.uninstalled()).containsExactly("feature:g:b");
        assertThat(bundle("b")).isNull();
        assertThat(framework.getBundleContext().getBundle("pod:1/main")).isNotNull();
    }

    @Test
    void aBundleThatTheOperatorStoppedStaysStopped() throws BundleException, InterruptedException {
        Feature.Entry entry = jar("a", "1.0.0", "1");
        apply(entry);
        framework.start();
        bundle("a").stop();
        restarted();
        apply(entry);
        framework.start();
        assertThat(bundle("a").getState()).isNotEqualTo(Bundle.ACTIVE);
    }

    @Test
    void updatesAllWhenTheRecordIsLost() throws BundleException, InterruptedException, IOException {
        Feature.Entry entry = jar("a", "1.0.0", "1");
        apply(entry);
        restarted();
        Files.delete(temp.resolve("record"));
        assertThat(apply(entry).updated()).containsExactly("feature:g:a");
    }

    @Test
    void saysWhichFileIsMissing() {
        Feature.Entry entry = new Feature.Entry("g:gone:1.0.0", 1, "gone.jar", "1");
        assertThatThrownBy(() -> apply(entry))
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.line()).startsWith("SKEP-106 "))
                .hasMessageContaining("g:gone:1.0.0");
    }
}
