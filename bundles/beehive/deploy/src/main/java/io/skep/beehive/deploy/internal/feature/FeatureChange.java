package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.api.SteadyClock;
import io.skep.beehive.deploy.internal.Arrival;
import io.skep.beehive.deploy.internal.Deployment;
import io.skep.beehive.deploy.internal.Reasons;
import io.skep.beehive.deploy.internal.Refresh;
import io.skep.beehive.deploy.internal.StoredJar;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Kind;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The bundles' part of a plan that was found good: new ones are installed, dropped ones go, changed ones are swapped, new ones start. What fails
 * is undone by {@link Undo}, in reverse.
 */
final class FeatureChange {

    private final BundleContext context;
    private final Deployment deployment;
    private final Map<Step, StoredJar> jars;
    private final boolean force;
    private final Undo undo;

    /**
     * @param jars checked jars of what is installed and updated
     * @param force whether older versions are wanted
     */
    FeatureChange(BundleContext context, Deployment deployment, Map<Step, StoredJar> jars, boolean force, Undo undo) {
        this.context = context;
        this.deployment = deployment;
        this.jars = jars;
        this.force = force;
        this.undo = undo;
    }

    /** To be called within {@link Deployment#exclusively}. */
    void run(FeaturePlan plan) throws BundleException, InterruptedException {
        Arrival arrival = new Arrival(context, new SteadyClock());
        List<Bundle> added = new ArrayList<>();
        for (Step step : plan.steps(Kind.INSTALL)) {
            added.add(install(step));
        }
        List<Bundle> removed = new ArrayList<>();
        for (Step step : plan.steps(Kind.UNINSTALL)) {
            removed.add(uninstall(step));
        }
        for (Step step : plan.steps(Kind.UPDATE)) {
            update(step);
        }
        refresh(removed);
        for (Bundle bundle : added) {
            start(bundle);
        }
        String fault = arrival.await(
                added.stream().filter(bundle -> !isFragment(bundle)).toList());
        if (!fault.isEmpty()) {
            throw new BundleException(fault);
        }
    }

    private Bundle install(Step step) throws BundleException {
        Bundle bundle = deployment.install(step.location(), jars.get(step));
        undo.add("uninstall " + bundle.getSymbolicName(), () -> deployment.simply(bundle, Bundle::uninstall));
        bundle.adapt(BundleStartLevel.class).setStartLevel(step.entry().startOrder());
        return bundle;
    }

    private static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private void start(Bundle bundle) throws BundleException {
        if (isFragment(bundle)) {
            return;
        }
        try {
            deployment.simply(bundle, each -> each.start(Bundle.START_ACTIVATION_POLICY));
        } catch (BundleException e) {
            throw new BundleException("the bundle " + bundle.getSymbolicName() + " does not start: " + Reasons.of(e));
        }
    }

    private Bundle uninstall(Step step) throws BundleException {
        Bundle bundle = context.getBundle(step.location());
        StoredJar kept = deployment.store().keep(bundle);
        boolean started = bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
        deployment.simply(bundle, Bundle::uninstall);
        undo.add("install " + bundle.getSymbolicName(), () -> {
            Bundle again = deployment.install(step.location(), kept);
            again.adapt(BundleStartLevel.class).setStartLevel(step.entry().startOrder());
            if (started) {
                start(again);
            }
        });
        return bundle;
    }

    private void update(Step step) throws BundleException {
        Bundle bundle = context.getBundle(step.location());
        StoredJar kept = deployment.store().keep(bundle);
        boolean ran = bundle.getState() == Bundle.ACTIVE;
        try {
            deployment.update(bundle, jars.get(step), force, true);
        } catch (SkepException e) {
            if (ran && bundle.getState() != Bundle.ACTIVE) {
                undo.add("start " + bundle.getSymbolicName(), () -> start(bundle));
            }
            throw e;
        }
        undo.add(
                "update " + bundle.getSymbolicName() + " to " + kept.version(),
                () -> deployment.update(bundle, kept, true, true));
        bundle.adapt(BundleStartLevel.class).setStartLevel(step.entry().startOrder());
    }

    /** What still used a package of a bundle that has gone is wired anew. */
    private void refresh(List<Bundle> removed) throws InterruptedException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        Set<Bundle> users = new HashSet<>(wiring.getDependencyClosure(removed));
        removed.forEach(users::remove);
        if (!users.isEmpty()) {
            new Refresh(wiring, removed).run();
        }
    }
}
