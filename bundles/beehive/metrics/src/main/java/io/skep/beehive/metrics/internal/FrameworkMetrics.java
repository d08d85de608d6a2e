package io.skep.beehive.metrics.internal;

import io.skep.beehive.metrics.internal.Family.Builder;
import io.skep.beehive.metrics.internal.Family.Label;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;

/** The OSGi framework: its bundles now, and what became of them since this object listens. */
final class FrameworkMetrics implements MetricSource, BundleListener, FrameworkListener {

    private final BundleContext context;
    private final LongAdder updates = new LongAdder();
    private final LongAdder refreshes = new LongAdder();

    FrameworkMetrics(BundleContext context) {
        this.context = context;
    }

    /** The states of a bundle that are told; a lazy bundle that waits for its first class counts as starting. */
    private enum BundleState {
        INSTALLED,
        RESOLVED,
        STARTING,
        ACTIVE,
        STOPPING;

        static Optional<BundleState> of(Bundle bundle) {
            return switch (bundle.getState()) {
                case Bundle.INSTALLED -> Optional.of(INSTALLED);
                case Bundle.RESOLVED -> Optional.of(RESOLVED);
                case Bundle.STARTING -> Optional.of(STARTING);
                case Bundle.ACTIVE -> Optional.of(ACTIVE);
                case Bundle.STOPPING -> Optional.of(STOPPING);
                default -> Optional.empty();
            };
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UPDATED) {
            updates.increment();
        }
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            refreshes.increment();
        }
    }

    @Override
    public List<Family> families() {
        return List.of(
                Family.info("skep_container", "The container.")
                        .add(
                                1,
                                new Label("name", property("skep.name")),
                                new Label(
                                        "version",
                                        context.getBundle().getVersion().toString()))
                        .build(),
                bundles(),
                Family.counter("skep_framework_updates", "Bundles updated since this bundle runs.")
                        .add(updates.sum())
                        .build(),
                Family.counter("skep_framework_refreshes", "Times that bundles were wired anew since this bundle runs.")
                        .add(refreshes.sum())
                        .build());
    }

    private Family bundles() {
        Map<BundleState, Integer> counts = new EnumMap<>(BundleState.class);
        for (Bundle bundle : context.getBundles()) {
            BundleState.of(bundle).ifPresent(state -> counts.merge(state, 1, Integer::sum));
        }
        Builder family = Family.gauge("skep_framework_bundles", "Bundles by state.");
        for (BundleState state : BundleState.values()) {
            family.add(
                    counts.getOrDefault(state, 0),
                    new Label("state", state.name().toLowerCase(java.util.Locale.ROOT)));
        }
        return family.build();
    }

    private String property(String name) {
        return Optional.ofNullable(context.getProperty(name)).orElse("");
    }
}
