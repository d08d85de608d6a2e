package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

class FeatureUrlsTest {

    @TempDir
    Path home;

    private Framework framework;

    @BeforeEach
    void start() throws BundleException, IOException {
        Files.createDirectories(home.resolve("features"));
        Files.createDirectories(home.resolve("bundle"));
        framework = new Felix(
                Map.of("org.osgi.framework.storage", home.resolve("cache").toString(), "felix.log.level", "0"));
        framework.init();
        FeatureChoice choice = new FeatureChoice(home, home.resolve("var"), List.of("mini"));
        FeatureUrls.register(framework.getBundleContext(), choice);
        ship("1.0.0");
        new BundleStock(framework.getBundleContext(), choice::jar, home.resolve("record"))
                .apply(choice.read().bundles());
        framework.start();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private void ship(String version) throws IOException {
        String file = "a-" + version + ".jar";
        Files.writeString(
                home.resolve("features/mini.json"),
                "{\"id\":\"t:mini\",\"bundles\":[{\"id\":\"g:a:" + version + "\",\"start-order\":1,\"file\":\"" + file
                        + "\",\"sha256\":\"" + version + "\"}]}");
        TestBundles.write(home.resolve("bundle").resolve(file), TestBundles.bundle("a", version));
    }

    @Test
    void updatesABundleFromTheDistributionAsItLiesThereNow() throws BundleException, IOException {
        Bundle bundle = framework.getBundleContext().getBundle("feature:g:a");
        ship("2.0.0");
        bundle.update();
        assertThat(bundle.getVersion()).hasToString("2.0.0");
        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void saysWhichBundleNoFeatureHas() {
        assertThatThrownBy(() -> framework.getBundleContext().installBundle("feature:g:none"))
                .hasStackTraceContaining("no feature of " + home + " has the bundle feature:g:none");
    }
}
