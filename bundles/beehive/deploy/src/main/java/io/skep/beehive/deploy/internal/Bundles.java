package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Finds bundles as people name them. */
final class Bundles {

    private final BundleContext context;

    Bundles(BundleContext context) {
        this.context = context;
    }

    List<Bundle> all() {
        return List.of(context.getBundles());
    }

    /** @param name id, symbolic name, or {@code symbolic-name:version} */
    Bundle get(String name) {
        List<Bundle> found =
                all().stream().filter(bundle -> isNamed(bundle, name)).toList();
        return switch (found.size()) {
            case 0 -> throw new SkepException(DeployError.UNKNOWN_BUNDLE, "No bundle " + name + " is installed.");
            case 1 -> found.getFirst();
            default ->
                throw new SkepException(
                        DeployError.UNKNOWN_BUNDLE,
                        "Several bundles are named " + name + ": "
                                + found.stream()
                                        .map(bundle -> bundle.getBundleId() + " (" + bundle.getVersion() + ")")
                                        .collect(Collectors.joining(", "))
                                + ". Give the id.");
        };
    }

    List<Bundle> get(String[] names) {
        return Arrays.stream(names).map(this::get).toList();
    }

    private static boolean isNamed(Bundle bundle, String name) {
        return name.equals(String.valueOf(bundle.getBundleId()))
                || name.equals(bundle.getSymbolicName())
                || name.equals(bundle.getSymbolicName() + ":" + bundle.getVersion());
    }
}
