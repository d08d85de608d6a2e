package io.skep.itests.bus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Where the bundles of a test come from: built ones from their folders, third-party ones from the test's class path. */
public final class Jars {

    private Jars() {}

    /** URL of one of our bundles, such as {@code edge/dbtest}. */
    public static String built(String folder) {
        return builtPath(folder).toUri().toString();
    }

    private static Path builtPath(String folder) {
        Path target = Path.of(System.getProperty("skep.root"), "bundles", folder, "target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "io.skep.*.jar")) {
            return jars.iterator().next().toAbsolutePath().normalize();
        } catch (IOException e) {
            throw new UncheckedIOException("build " + folder + " first", e);
        }
    }

    /** URL of the jar on the class path whose file name begins with this artifact and a version. */
    public static String library(String artifact) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> jar.getFileName().toString().matches(artifact + "-\\d.*\\.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"))
                .toUri()
                .toString();
    }

    /** One of our bundles with another version in its manifest. */
    public static InputStream withVersion(String folder, String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(builtPath(folder)))) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** A bundle that holds nothing. */
    static InputStream empty(String symbolicName) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** Writes a jar that holds nothing but a manifest of these names and values. */
    static void writeManifest(Path jar, String... namesAndValues) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            manifest.getMainAttributes().putValue(namesAndValues[i], namesAndValues[i + 1]);
        }
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }
}
