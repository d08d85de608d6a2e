package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Finds bundles as people name them and says in one sentence why one does not start. */
final class Bundles {

    private static final Pattern MISSING = Pattern.compile("missing requirement .*?(\\S+); (\\(.*?\\)+)(?=[\\s\\]]|$)");
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]*)\\)");

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
            case 0 -> throw new SkepException(ShellError.UNKNOWN_BUNDLE, "No bundle " + name + " is installed.");
            case 1 -> found.getFirst();
            default ->
                throw new SkepException(
                        ShellError.UNKNOWN_BUNDLE,
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

    /** What {@code doing} met. */
    static SkepException failure(String doing, Bundle bundle, BundleException failure) {
        return new SkepException(
                ShellError.BUNDLE_FAILED,
                "The bundle " + bundle.getSymbolicName() + " could not be " + doing + ": " + reason(failure) + ".",
                failure);
    }

    /** The last missing requirement of a resolver's message, or the innermost cause of another failure. */
    static String reason(BundleException failure) {
        String missing = null;
        Matcher matcher = MISSING.matcher(String.valueOf(failure.getMessage()));
        while (matcher.find()) {
            Matcher wanted = PACKAGE.matcher(matcher.group(2));
            missing = wanted.find()
                    ? "no bundle exports the package " + wanted.group(1) + " that it imports " + matcher.group(2)
                    : "nothing provides what it requires, " + matcher.group(1) + " " + matcher.group(2);
        }
        if (missing != null) {
            return missing;
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.getClass().getName()
                : cause.getMessage().strip();
    }
}
