package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Kind;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Step;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** Makes plans out of what there is and what is installed. A bundle that several features name is one bundle; the first one's jar counts. */
final class Planner {

    /** The feature that the container itself consists of. */
    static final String BASE = "base";

    private final Catalog catalog;
    private final Map<String, Feature> installed;
    private final Function<String, Optional<Version>> running;

    /**
     * @param installed features as they were installed, by name
     * @param running version of the bundle with this location, if it is in the framework
     */
    Planner(Catalog catalog, Map<String, Feature> installed, Function<String, Optional<Version>> running) {
        this.catalog = catalog;
        this.installed = installed;
        this.running = running;
    }

    /** @param names of features, or feature files */
    FeaturePlan install(List<String> names) {
        List<Offer> wanted = names.stream().map(catalog::get).toList();
        for (Offer offer : wanted) {
            refuseOtherOfTheSameName(offer);
        }
        Map<String, Offer> after = current();
        catalog.closure(wanted).forEach(offer -> after.putIfAbsent(offer.name(), offer));
        return plan("installed", wanted, after, (_, _) -> false);
    }

    private void refuseOtherOfTheSameName(Offer offer) {
        refuseShippedName(offer);
        Feature there = installed.get(offer.name());
        if (there != null && !offer.shipped() && !sameContent(there, offer.feature())) {
            throw present(offer);
        }
    }

    private void refuseShippedName(Offer offer) {
        if (!offer.shipped()
                && catalog.find(offer.name()).filter(Offer::shipped).isPresent()) {
            throw present(offer);
        }
    }

    private static SkepException present(Offer offer) {
        return new SkepException(
                FeatureError.PRESENT,
                "The feature " + offer.name() + " cannot be taken from a file: there is another one of that name.");
    }

    private static boolean sameContent(Feature one, Feature other) {
        return digests(one).equals(digests(other));
    }

    private static Map<String, String> digests(Feature feature) {
        return feature.bundles().stream().collect(Collectors.toMap(Feature.Entry::location, Feature.Entry::sha256));
    }

    /**
     * @param names of installed features, or newer files of them; none for all that are installed
     * @param force also bundles whose content was not changed, but that run in another version
     */
    FeaturePlan update(List<String> names, boolean force) {
        List<Offer> wanted = new ArrayList<>();
        for (String name : names.isEmpty() ? atHand() : names) {
            Offer offer = catalog.get(name);
            refuseNotInstalled(offer.name());
            refuseShippedName(offer);
            wanted.add(offer);
        }
        Map<String, Offer> after = current();
        wanted.forEach(offer -> after.put(offer.name(), offer));
        catalog.closure(wanted).forEach(offer -> after.putIfAbsent(offer.name(), offer));
        return plan(
                "updated", wanted, after, (offer, entry) -> differs(offer, entry) || force && runsOther(offer, entry));
    }

    private List<String> atHand() {
        return installed.keySet().stream()
                .filter(name -> catalog.find(name).isPresent())
                .toList();
    }

    /** @param force also those that other installed features require */
    FeaturePlan uninstall(List<String> names, boolean force) {
        Map<String, Offer> after = current();
        List<Offer> gone = new ArrayList<>();
        for (String name : names) {
            refuseNotInstalled(name);
            if (name.equals(BASE)) {
                throw new SkepException(
                        FeatureError.FIXED,
                        "The feature base cannot be uninstalled: the container itself consists of its bundles.");
            }
            gone.add(after.remove(name));
        }
        for (String name : names) {
            Set<String> users = after.values().stream()
                    .filter(offer -> offer.feature().requires().contains(name))
                    .map(Offer::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!users.isEmpty() && !force) {
                throw new SkepException(
                        FeatureError.NEEDED,
                        "The feature " + name + " was not uninstalled: " + String.join(", ", users)
                                + (users.size() == 1 ? " needs it." : " need it."));
            }
        }
        return plan("uninstalled", gone, after, (_, _) -> false);
    }

    private void refuseNotInstalled(String name) {
        if (!installed.containsKey(name)) {
            throw new SkepException(FeatureError.UNKNOWN, "The feature " + name + " is not installed.");
        }
    }

    /** What is installed, as it was installed; bundles that are missing come from where they are now. */
    private Map<String, Offer> current() {
        Map<String, Offer> current = new LinkedHashMap<>();
        installed.forEach((name, feature) -> current.put(
                name,
                catalog.find(name)
                        .map(now -> new Offer(feature, now.jars(), now.shipped()))
                        .orElseGet(() -> gone(feature))));
        return current;
    }

    private static Offer gone(Feature feature) {
        return new Offer(feature, Planner::noJar, true);
    }

    private static InputStream noJar(Feature.Entry entry) throws IOException {
        throw new FileNotFoundException(entry.file());
    }

    private FeaturePlan plan(
            String command, List<Offer> about, Map<String, Offer> after, BiPredicate<Offer, Feature.Entry> outdated) {
        Set<String> chosen = about.stream().map(Offer::name).collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, Step> steps = new LinkedHashMap<>();
        Set<String> named = new HashSet<>();
        for (Offer offer : after.values()) {
            boolean touched = chosen.contains(offer.name()) || !installed.containsKey(offer.name());
            for (Feature.Entry entry : offer.feature().bundles()) {
                named.add(entry.location());
                if (touched && !isPresent(entry)) {
                    steps.putIfAbsent(entry.location(), new Step(Kind.INSTALL, offer, entry));
                } else if (chosen.contains(offer.name()) && outdated.test(offer, entry)) {
                    steps.putIfAbsent(entry.location(), new Step(Kind.UPDATE, offer, entry));
                }
            }
        }
        for (Feature feature : installed.values()) {
            for (Feature.Entry entry : feature.bundles()) {
                if (!named.contains(entry.location()) && isPresent(entry)) {
                    steps.putIfAbsent(entry.location(), new Step(Kind.UNINSTALL, gone(feature), entry));
                }
            }
        }
        return new FeaturePlan(
                command,
                List.copyOf(chosen),
                List.copyOf(after.values()),
                foreign(after.values()),
                List.copyOf(steps.values()));
    }

    private boolean isPresent(Feature.Entry entry) {
        return running.apply(entry.location()).isPresent();
    }

    /** Whether a bundle runs in another version than its jar has: one that was taken back, or updated by hand. */
    private boolean runsOther(Offer offer, Feature.Entry entry) {
        try (JarInputStream jar = new JarInputStream(offer.jars().open(entry), false)) {
            Manifest manifest = jar.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION);
            return version != null
                    && !running.apply(entry.location()).equals(Optional.of(Version.parseVersion(version)));
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a bundle is another one than was installed, by this feature's own word if it has one. */
    private boolean differs(Offer offer, Feature.Entry entry) {
        return Stream.concat(Stream.of(installed.get(offer.name())), installed.values().stream())
                .flatMap(known -> known.findBundle(entry.location()).stream())
                .findFirst()
                .filter(known -> !known.sha256().equals(entry.sha256()))
                .isPresent();
    }

    private static Set<String> foreign(Collection<Offer> offers) {
        return offers.stream()
                .filter(offer -> !offer.shipped())
                .map(Offer::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
