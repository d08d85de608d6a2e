package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The JVM's ahead-of-time cache of a distribution: a file for exactly this JVM, these flags and these bundles. It is made in a short run of a
 * cloud and an edge of their own; a missing or stale one costs only time.
 */
final class AotCache {

    private static final int TRAINING_PORT_OFFSET = 15_000;

    private final Layout layout;

    AotCache(Layout layout) {
        this.layout = layout;
    }

    /** Variables for the start script: the cache of the instance's distribution if there is one. */
    Map<String, String> environment(String instance) {
        Path file = file(Layout.distributionOf(instance));
        return Files.exists(file) && isOn() ? Map.of("SKEP_AOT_CACHE", file.toString()) : Map.of();
    }

    /** Whether a training run is due. */
    boolean isMissing() {
        return isOn() && !(Files.exists(file("cloudcore")) && Files.exists(file("edgecore")));
    }

    private static boolean isOn() {
        return !"off".equals(System.getenv("SKEP_AOT"));
    }

    /** Beside what was built, so that every state folder of this tree shares the caches. */
    private Path folder() {
        return layout.root().resolve("distributions/target/aot");
    }

    /** The file that fits the present JVM, start script, features and class path; the JVM compares the times of the jars as well. */
    Path file(String distribution) {
        Path built = layout.distribution(distribution);
        List<Path> inputs = new ArrayList<>();
        inputs.add(Path.of(System.getProperty("java.home"), "release"));
        inputs.add(built.resolve("bin/" + distribution));
        try (Stream<Path> features = Files.list(built.resolve("features"));
                Stream<Path> jars = Files.list(built.resolve("bin"))) {
            Stream.concat(features, jars.filter(file -> file.toString().endsWith(".jar")))
                    .sorted()
                    .forEach(inputs::add);
            return folder().resolve(distribution + "-" + digest(inputs) + ".aot");
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.NOT_BUILT, "The distribution " + built + " is not complete: " + e + ".", e);
        }
    }

    private static String digest(List<Path> inputs) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path input : inputs) {
                digest.update(Files.readAllBytes(input));
                digest.update(Files.getLastModifiedTime(input).toString().getBytes(StandardCharsets.US_ASCII));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the caches of cloudcore and edgecore; returns a line for people if that did not work. */
    Optional<String> train() {
        Path folder = folder();
        Layout training = new Layout(layout.root(), folder.resolve("training"));
        try {
            delete(folder);
            Files.createDirectories(training.dir());
            run(training);
            return Optional.empty();
        } catch (LauncherException | IOException e) {
            return Optional.of(e.getMessage());
        } finally {
            new Instance(training, Layout.edgeName(1)).stop();
            new Instance(training, Layout.CLOUD).stop();
            deleteQuietly(training.dir());
        }
    }

    /** The first start makes certificates, databases and bundle caches; the second is what all later ones are like, so that is what is recorded. */
    private void run(Layout training) {
        Fleet fleet = new Fleet(training, Ports.freeFrom(TRAINING_PORT_OFFSET), Optional.empty());
        start(fleet, Map.of(), Map.of());
        new Instance(training, Layout.edgeName(1)).stop();
        new Instance(training, Layout.CLOUD).stop();
        start(
                fleet,
                Map.of("SKEP_AOT_OUTPUT", file("cloudcore").toString()),
                Map.of("SKEP_AOT_OUTPUT", file("edgecore").toString()));
    }

    private static void start(Fleet fleet, Map<String, String> cloud, Map<String, String> edge) {
        fleet.startCloud(cloud);
        fleet.startEdge(Layout.edgeName(1), edge);
        try (Api api = Api.of(fleet.kubeConfig())) {
            fleet.awaitReady(api, Layout.edgeName(1));
        }
    }

    private static void deleteQuietly(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
