package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The features that can be installed: those of the distribution, those that came from elsewhere before, and any file that somebody names. */
final class Catalog {

    static final String JSON = ".json";

    private static final List<String> SCHEMES = List.of("file", "http", "https");
    private static final int TIMEOUT_MS = 10_000;

    private final Path home;
    private final Path own;

    /**
     * @param home distribution folder, with {@code features/}, {@code bundle/} and {@code repo/}
     * @param own folder of features that came from elsewhere, with {@code jars/}
     */
    Catalog(Path home, Path own) {
        this.home = home;
        this.own = own;
    }

    /** All that are at hand, by name; those whose files are wrong are left out. */
    Collection<Offer> all() {
        Map<String, Offer> offers = new TreeMap<>();
        for (Path folder : List.of(own, home.resolve("features"))) {
            for (String name : names(folder)) {
                try {
                    find(name).ifPresent(offer -> offers.put(name, offer));
                } catch (SkepException e) {
                    offers.remove(name);
                }
            }
        }
        return offers.values();
    }

    private static List<String> names(Path folder) {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + JSON)) {
                files.forEach(file -> names.add(name(file.getFileName().toString())));
            } catch (IOException e) {
                throw new SkepException(
                        FeatureError.UNREADABLE,
                        "The features in " + folder + " cannot be listed: " + Reasons.of(e) + ".",
                        e);
            }
        }
        return names;
    }

    private static String name(String file) {
        return file.substring(0, file.length() - JSON.length());
    }

    /** A feature that is at hand. */
    Optional<Offer> find(String name) {
        if (!FeatureFile.isName(name)) {
            return Optional.empty();
        }
        Path shipped = home.resolve("features").resolve(name + JSON);
        if (Files.exists(shipped)) {
            return Optional.of(new Offer(read(shipped), this::openShipped, true));
        }
        Path stored = own.resolve(name + JSON);
        return Files.exists(stored)
                ? Optional.of(new Offer(
                        read(stored),
                        entry -> Files.newInputStream(own.resolve("jars").resolve(entry.file())),
                        false))
                : Optional.empty();
    }

    private InputStream openShipped(Feature.Entry entry) throws IOException {
        Path jar = home.resolve("bundle").resolve(entry.file());
        return Files.newInputStream(
                Files.exists(jar) ? jar : home.resolve("repo").resolve(entry.file()));
    }

    private static Feature read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return FeatureFile.read(name(file.getFileName().toString()), in, file.toString());
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * What a person names: a feature that is at hand, or the path or URL of a feature file whose jars lie beside it.
     *
     * @throws SkepException {@code UNKNOWN}, {@code UNREADABLE}
     */
    Offer get(String nameOrFile) {
        if (nameOrFile.endsWith(JSON)) {
            return nameOrFile.matches("[a-z]+:.*")
                    ? fetch(nameOrFile)
                    : open(Path.of(nameOrFile).toAbsolutePath());
        }
        return find(nameOrFile)
                .orElseThrow(() -> new SkepException(FeatureError.UNKNOWN, "There is no feature " + nameOrFile + "."));
    }

    private static Offer open(Path file) {
        return new Offer(read(file), entry -> Files.newInputStream(file.resolveSibling(entry.file())), false);
    }

    private static Offer fetch(String address) {
        try {
            URI uri = URI.create(address);
            String path = String.valueOf(uri.getPath());
            try (InputStream in = connect(uri)) {
                Feature feature = FeatureFile.read(name(path.substring(path.lastIndexOf('/') + 1)), in, address);
                return new Offer(feature, entry -> connect(uri.resolve(entry.file())), false);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(address, e);
        }
    }

    private static InputStream connect(URI uri) throws IOException {
        if (!SCHEMES.contains(uri.getScheme())) {
            throw new IOException("its address begins with none of " + SCHEMES);
        }
        URLConnection connection = uri.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        return connection.getInputStream();
    }

    private static SkepException unreadable(String file, Exception cause) {
        return new SkepException(
                FeatureError.UNREADABLE,
                "The feature file " + file + " cannot be read: " + Reasons.of(cause) + ".",
                cause);
    }

    /**
     * The features and all that they require, required ones first, each once.
     *
     * @throws SkepException {@code UNKNOWN}, {@code UNREADABLE} also for a circle
     */
    List<Offer> closure(Collection<Offer> offers) {
        Map<String, Offer> found = new LinkedHashMap<>();
        Map<String, Offer> given = new LinkedHashMap<>();
        offers.forEach(offer -> given.put(offer.name(), offer));
        offers.forEach(offer -> collect(offer, given, found, new LinkedHashSet<>()));
        return List.copyOf(found.values());
    }

    private void collect(Offer offer, Map<String, Offer> given, Map<String, Offer> found, Set<String> path) {
        if (found.containsKey(offer.name())) {
            return;
        }
        if (!path.add(offer.name())) {
            throw new SkepException(
                    FeatureError.UNREADABLE, "The features " + path + " require one another in a circle.");
        }
        for (String required : offer.feature().requires()) {
            collect(required(required, offer, given), given, found, path);
        }
        path.remove(offer.name());
        found.put(offer.name(), offer);
    }

    private Offer required(String name, Offer by, Map<String, Offer> given) {
        return Optional.ofNullable(given.get(name))
                .or(() -> find(name))
                .orElseThrow(() -> new SkepException(
                        FeatureError.UNKNOWN,
                        "The feature " + by.name() + " requires the feature " + name + ", which is not there."));
    }
}
