package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.Version;

class FrameworkMetricsTest {

    private final Bundle own = bundle(Bundle.ACTIVE);
    private final FrameworkMetrics metrics = new FrameworkMetrics(context(
            own, bundle(Bundle.ACTIVE), bundle(Bundle.RESOLVED), bundle(Bundle.STARTING), bundle(Bundle.UNINSTALLED)));

    private static Bundle bundle(int state) {
        return Fakes.of(Bundle.class, Map.of("getState", state, "getVersion", new Version("1.2.3")));
    }

    private static BundleContext context(Bundle... bundles) {
        return Fakes.of(
                BundleContext.class,
                Map.of(
                        "getBundles",
                        Arrays.copyOf(bundles, bundles.length),
                        "getBundle",
                        bundles[0],
                        "getProperty",
                        "edge-1"));
    }

    private String text() {
        return TextFormat.PROMETHEUS.write(metrics.families());
    }

    @Test
    void tellsTheContainerAndItsBundlesByState() {
        assertThat(text())
                .contains("skep_container_info{name=\"edge-1\",version=\"1.2.3\"} 1\n")
                .contains("skep_framework_bundles{state=\"active\"} 2\n")
                .contains("skep_framework_bundles{state=\"resolved\"} 1\n")
                .contains("skep_framework_bundles{state=\"starting\"} 1\n")
                .contains("skep_framework_bundles{state=\"installed\"} 0\n")
                .doesNotContain("uninstalled");
    }

    @Test
    void countsUpdatesAndRefreshesAndNothingElse() {
        metrics.bundleChanged(new BundleEvent(BundleEvent.STARTED, own));
        metrics.bundleChanged(new BundleEvent(BundleEvent.UPDATED, own));
        metrics.bundleChanged(new BundleEvent(BundleEvent.UPDATED, own));
        metrics.frameworkEvent(new FrameworkEvent(FrameworkEvent.STARTLEVEL_CHANGED, own, null));
        metrics.frameworkEvent(new FrameworkEvent(FrameworkEvent.PACKAGES_REFRESHED, own, null));
        assertThat(text()).contains("skep_framework_updates_total 2\n").contains("skep_framework_refreshes_total 1\n");
    }
}
