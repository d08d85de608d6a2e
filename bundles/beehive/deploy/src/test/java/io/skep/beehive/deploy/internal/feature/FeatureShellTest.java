package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.deploy.internal.Deployment;
import io.skep.beehive.deploy.internal.feature.FeatureShell.FeatureLine;
import io.skep.beehive.deploy.internal.feature.FeatureShell.StepLine;
import io.skep.beehive.deploy.internal.feature.Shipped.Jar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

class FeatureShellTest {

    @TempDir
    Path temp;

    private Framework framework;
    private FeatureShell shell;

    @BeforeEach
    void start() throws BundleException, IOException {
        Shipped shipped = new Shipped(temp.resolve("home"));
        shipped.feature("base", List.of(), new Jar("a", "1.0.0"));
        shipped.feature("extra", List.of("base"), new Jar("b", "1.0.0"), new Jar("c", "2.0.0"));
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        temp.resolve("cache").toString(),
                        "org.osgi.framework.startlevel.beginning",
                        "9",
                        "felix.log.level",
                        "0",
                        "skep.home",
                        shipped.home().toString(),
                        "skep.dir",
                        temp.resolve("dir").toString(),
                        "skep.features",
                        "base"));
        framework.start();
        shell = new FeatureShell(framework.getBundleContext(), new Deployment(framework.getBundleContext()));
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void listsWhatIsInstalledAndWhatCanBe() throws Exception {
        assertThat(shell.list())
                .containsExactly(
                        new FeatureLine("base", "available", "1.0.0", 1, "all of base"),
                        new FeatureLine("extra", "available", "1.0.0", 2, "all of extra"));
        shell.install(null, false, "extra");
        assertThat(shell.list()).extracting(FeatureLine::state).containsExactly("installed", "installed");
        framework.getBundleContext().getBundle("feature:g:c").uninstall();
        assertThat(shell.list()).extracting(FeatureLine::state).containsExactly("installed", "partly");
    }

    @Test
    void returnsTheStepsOfAPlanAndSaysWhenThereAreNone() throws Exception {
        Object plan = shell.install(null, true, "extra");
        assertThat(plan)
                .isEqualTo(List.of(
                        new StepLine("install", "a", "1.0.0", "base"),
                        new StepLine("install", "b", "1.0.0", "extra"),
                        new StepLine("install", "c", "2.0.0", "extra")));
        shell.install(null, false, "extra");
        assertThat(shell.update(null, false, false)).isEqualTo("no bundle has to be changed");
        assertThat(shell.uninstall(null, false, false, "extra"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2);
    }

    @Test
    void showsOneFeature() throws Exception {
        shell.install(null, false, "extra");
        assertThat(shell.info("base"))
                .containsEntry("required by", "extra")
                .containsEntry("state", "installed")
                .containsKey("a");
        assertThat(shell.info("extra").get("c")).asString().startsWith("level 3, 2.0.0");
        assertThatThrownBy(() -> shell.info("none")).hasMessage("There is no feature none.");
    }

    @Test
    void needsAName() {
        assertThatThrownBy(() -> shell.install(null, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shell.uninstall(null, false, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
