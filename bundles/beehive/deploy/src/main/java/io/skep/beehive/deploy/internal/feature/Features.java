package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Deployment;
import io.skep.beehive.deploy.internal.JarStore;
import io.skep.beehive.deploy.internal.Reasons;
import io.skep.beehive.deploy.internal.StoredJar;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Kind;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Step;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out plans as a whole: everything is fetched, checked and rehearsed before anything is touched, and undone if it fails on the way. */
final class Features {

    private static final Logger LOG = LoggerFactory.getLogger(Features.class);

    private final BundleContext context;
    private final Deployment deployment;
    private final Catalog catalog;
    private final Installed installed;
    private final JarStore own;
    private final Check check;

    /** @param own store of the jars of features that are not the distribution's, which the next start needs */
    Features(
            BundleContext context,
            Deployment deployment,
            Catalog catalog,
            Installed installed,
            JarStore own,
            Rehearsal rehearsal) {
        this.context = context;
        this.deployment = deployment;
        this.catalog = catalog;
        this.installed = installed;
        this.own = own;
        this.check = new Check(context, rehearsal);
    }

    /** Makes a plan. */
    interface Wish {
        FeaturePlan plan(Planner planner);
    }

    Map<String, Feature> installed() {
        return installed.features();
    }

    Collection<Offer> all() {
        return catalog.all();
    }

    /**
     * Carries out what somebody wishes.
     *
     * @param force whether older versions are wanted
     * @param dry whether it is only planned, fetched, checked and rehearsed
     * @return what was done, or would be
     * @throws SkepException with nothing changed; {@code NOT_UNDONE} when that could not be kept
     */
    FeaturePlan apply(Wish wish, boolean force, boolean dry) throws Exception {
        return deployment.exclusively(() -> {
            FeaturePlan plan = wish.plan(new Planner(
                    catalog,
                    installed.features(),
                    location -> Optional.ofNullable(context.getBundle(location)).map(Bundle::getVersion)));
            try {
                Map<Step, StoredJar> jars = fetch(plan, force);
                check.plan(plan, jars);
                if (!dry) {
                    change(plan, jars, force);
                }
                return plan;
            } finally {
                forgetJars();
            }
        });
    }

    private Map<Step, StoredJar> fetch(FeaturePlan plan, boolean force) {
        Map<Step, StoredJar> jars = new LinkedHashMap<>();
        for (Step step : plan.steps()) {
            if (step.kind() != Kind.UNINSTALL) {
                StoredJar jar = fetch(step.entry(), step.offer());
                if (step.kind() == Kind.UPDATE) {
                    deployment.check().successor(jar, context.getBundle(step.location()), force);
                }
                jars.put(step, jar);
            }
        }
        return jars;
    }

    /** The distribution's own jars are trusted, as they are at the start of the container; they have to be those of the feature file. */
    private StoredJar fetch(Feature.Entry entry, Offer offer) {
        try (InputStream in = offer.jars().open(entry)) {
            String origin = entry.file() + " of the feature " + offer.name();
            StoredJar jar = offer.shipped() ? deployment.store().put(in, origin) : deployment.take(in, origin);
            deployment.check().digest(jar, entry.sha256());
            return jar;
        } catch (IOException e) {
            throw new SkepException(
                    FeatureError.UNREADABLE,
                    "The jar " + entry.file() + " of the feature " + offer.name() + " cannot be read: " + Reasons.of(e)
                            + ".",
                    e);
        }
    }

    private void change(FeaturePlan plan, Map<Step, StoredJar> jars, boolean force) throws InterruptedException {
        Undo undo = new Undo();
        try {
            keepForeign(plan, jars);
            installed.unsettle(plan.steps().stream().map(Step::location).toList());
            new FeatureChange(context, deployment, jars, force, undo).run(plan);
            installed.write(stored(plan), plan.foreign());
            LOG.info("features {} {}, {}", plan.names(), plan.command(), summary(plan));
        } catch (BundleException | IOException | RuntimeException e) {
            throw undone(plan, e, undo.run());
        }
    }

    /** The jars of a feature that is not the distribution's have to be there at the next start, also those of bundles that were there before. */
    private void keepForeign(FeaturePlan plan, Map<Step, StoredJar> jars) throws IOException {
        Map<String, StoredJar> checked = new HashMap<>();
        jars.values().forEach(jar -> checked.put(jar.sha256(), jar));
        for (Offer offer : plan.after()) {
            if (offer.shipped() || !plan.names().contains(offer.name())) {
                continue;
            }
            for (Feature.Entry entry : offer.feature().bundles()) {
                if (own.find(entry.sha256()).isEmpty()) {
                    StoredJar known = checked.get(entry.sha256());
                    StoredJar jar = known == null ? fetch(entry, offer) : known;
                    try (InputStream in = jar.open()) {
                        own.put(in, jar.origin());
                    }
                }
            }
        }
    }

    private List<Feature> stored(FeaturePlan plan) {
        List<Feature> features = new ArrayList<>();
        for (Offer offer : plan.after()) {
            Feature feature = offer.feature();
            features.add(offer.shipped() ? feature : FeatureFile.stored(feature, modules(feature)));
        }
        return features;
    }

    private Set<String> modules(Feature feature) {
        Set<String> modules = new TreeSet<>();
        for (Feature.Entry entry : feature.bundles()) {
            Bundle bundle = context.getBundle(entry.location());
            ServiceReference<?>[] services = bundle == null ? null : bundle.getRegisteredServices();
            for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
                if (service.getProperty(BeehiveModule.NAME) instanceof String name) {
                    modules.add(name + "/" + service.getProperty(BeehiveModule.GROUP));
                }
            }
        }
        return modules;
    }

    private static String summary(FeaturePlan plan) {
        Map<Kind, Long> counts =
                plan.steps().stream().collect(Collectors.groupingBy(Step::kind, TreeMap::new, Collectors.counting()));
        return "bundles: %d installed, %d updated, %d uninstalled"
                .formatted(
                        counts.getOrDefault(Kind.INSTALL, 0L),
                        counts.getOrDefault(Kind.UPDATE, 0L),
                        counts.getOrDefault(Kind.UNINSTALL, 0L));
    }

    private static SkepException undone(FeaturePlan plan, Exception cause, List<String> left) {
        String sentence =
                "The " + plan.subject() + " not " + plan.command() + ": " + withoutStop(Reasons.of(cause)) + ". ";
        SkepException failure = left.isEmpty()
                ? new SkepException(FeatureError.NOT_DONE, sentence + "All is as it was before.", cause)
                : new SkepException(
                        FeatureError.NOT_UNDONE,
                        sentence + "Not everything could be undone: " + String.join("; ", left) + ".",
                        cause);
        LOG.warn(failure.line());
        return failure;
    }

    private static String withoutStop(String words) {
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    private void forgetJars() {
        Set<String> used = new HashSet<>();
        for (Feature feature : installed.features().values()) {
            feature.bundles().stream()
                    .filter(entry -> entry.file().equals(entry.sha256() + ".jar"))
                    .forEach(entry -> used.add(entry.sha256()));
        }
        own.prune(used, Instant.MAX);
    }
}
