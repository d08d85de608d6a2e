package io.skep.beehive.deploy.internal.feature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A distribution folder for tests: features of bundles that hold nothing but a manifest. */
final class Shipped {

    private final Path home;

    Shipped(Path home) throws IOException {
        this.home = home;
        for (String folder : List.of("features", "bundle", "repo")) {
            Files.createDirectories(home.resolve(folder));
        }
    }

    /** One bundle of a feature; headers come as {@code name, value}. */
    record Jar(String name, String version, List<String> headers, Class<?>... classes) {

        Jar(String name, String version, String... headers) {
            this(name, version, List.of(headers));
        }

        /** A bundle with an activator. */
        static Jar active(String name, String version, Class<?> activator) {
            return new Jar(
                    name,
                    version,
                    List.of("Bundle-Activator", activator.getName(), "Import-Package", "org.osgi.framework"),
                    activator);
        }

        private Path write(Path folder) throws IOException {
            Manifest manifest = new Manifest();
            Attributes main = manifest.getMainAttributes();
            main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            main.putValue("Bundle-ManifestVersion", "2");
            main.putValue("Bundle-SymbolicName", name);
            main.putValue("Bundle-Version", version);
            for (int i = 0; i < headers.size(); i += 2) {
                main.putValue(headers.get(i), headers.get(i + 1));
            }
            Path file = folder.resolve(name + "-" + version + ".jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (Class<?> type : classes) {
                    String entry = type.getName().replace('.', '/') + ".class";
                    out.putNextEntry(new JarEntry(entry));
                    try (InputStream in = type.getResourceAsStream("/" + entry)) {
                        in.transferTo(out);
                    }
                }
            }
            return file;
        }
    }

    /** Ships a feature and its jars. */
    Path feature(String name, List<String> requires, Jar... jars) throws IOException {
        return write(home.resolve("features"), home.resolve("bundle"), name, requires, jars);
    }

    /** Writes a feature that lies with its jars in a folder of its own. */
    static Path elsewhere(Path folder, String name, List<String> requires, Jar... jars) throws IOException {
        Files.createDirectories(folder);
        return write(folder, folder, name, requires, jars);
    }

    private static Path write(Path features, Path jarFolder, String name, List<String> requires, Jar... jars)
            throws IOException {
        List<String> bundles = new ArrayList<>();
        for (Jar jar : jars) {
            Path file = jar.write(jarFolder);
            bundles.add("{\"id\": \"g:%s:%s\", \"start-order\": 3, \"file\": \"%s\", \"sha256\": \"%s\"}"
                    .formatted(jar.name(), jar.version(), file.getFileName(), sha256(file)));
        }
        String required = String.join(
                ",", requires.stream().map(each -> "\"" + each + "\"").toList());
        return Files.writeString(
                features.resolve(name + ".json"), """
                {"id": "t:%1$s:1.0.0", "name": "all of %1$s", "bundles": [%2$s],
                 "extensions": {"requires-features": {"json": [%3$s]}, "modules": {"json": ["%1$s/test"]}}}
                """.formatted(name, String.join(",", bundles), required));
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Path home() {
        return home;
    }

    /** Features of the distribution, as they would be noted when they are installed. */
    List<Feature> features(String... names) {
        Catalog catalog = new Catalog(home, home.resolve("none"));
        return Arrays.stream(names).map(name -> catalog.get(name).feature()).toList();
    }
}
