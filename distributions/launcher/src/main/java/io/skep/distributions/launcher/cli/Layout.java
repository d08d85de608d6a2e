package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.SocketFolder;
import io.skep.distributions.launcher.containers.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things are: the source tree with its assembled distributions, and the folder with the state of the instances.
 *
 * @param root source tree
 * @param dir state of cloud and edges, {@code var/} unless told otherwise
 */
record Layout(Path root, Path dir) {

    static final String CLOUD = "cloud";

    static Layout of(Path root, Words words) {
        Path dir = words.find("--dir").map(Path::of).orElse(root.resolve("var"));
        return new Layout(root, dir.toAbsolutePath().normalize());
    }

    static String edgeName(int number) {
        return "edge-" + number;
    }

    static String distributionOf(String instance) {
        return instance.equals(CLOUD) ? "cloudcore" : "edgecore";
    }

    /** The assembled folder of a distribution. */
    Path distribution(String name) {
        return root.resolve("distributions/" + name + "/target/" + name);
    }

    Path state(String instance) {
        return dir.resolve(instance);
    }

    Path config(String instance) {
        return state(instance).resolve("conf/" + distributionOf(instance) + ".yaml");
    }

    Path log(String instance) {
        return state(instance).resolve("log/" + instance + ".log");
    }

    Path pki(String instance, String file) {
        return state(instance).resolve("pki/" + file);
    }

    Path kubeConfig() {
        return state(CLOUD).resolve("kubeconfig");
    }

    Path token() {
        return state(CLOUD).resolve("token");
    }

    Path socket(String instance) {
        return SocketFolder.locate(dir, System.getenv()).resolve(instance + ".sock");
    }

    /** The private containerd of the edges. */
    Engine engine() {
        return new Engine(dir, socket(Engine.NAME));
    }

    /** Names of the instances that have a state folder: cloud first, then the edges by number. */
    List<String> instances() {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(state(CLOUD))) {
            names.add(CLOUD);
        }
        if (!Files.isDirectory(dir)) {
            return names;
        }
        try (Stream<Path> folders = Files.list(dir)) {
            folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("edge-\\d{1,4}"))
                    .sorted((a, b) -> Integer.compare(number(a), number(b)))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE, "The folder " + dir + " cannot be read: " + Reason.of(e) + ".", e);
        }
        return names;
    }

    /** The number of an edge, from its name. */
    static int number(String edge) {
        return Integer.parseInt(edge.substring("edge-".length()));
    }

    /**
     * Checks that a name is that of an instance.
     *
     * @throws LauncherException listing the known names
     */
    String known(String name) {
        List<String> names = instances();
        if (!names.contains(name)) {
            throw new LauncherException(
                    LauncherError.NOT_RUNNING,
                    "There is no instance '" + name + "' below " + dir + "; there "
                            + (names.isEmpty() ? "are none" : "are " + names) + ".");
        }
        return name;
    }
}
