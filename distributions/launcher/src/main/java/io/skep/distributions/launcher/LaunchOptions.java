package io.skep.distributions.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the start script says.
 *
 * @param home distribution folder
 * @param dir state folder of this instance
 * @param name of the instance, as {@code cloud} or {@code edge-1}: in logs and of the shell's socket
 * @param config the component's YAML file
 * @param features names of the features to start
 */
public record LaunchOptions(Path home, Path dir, String name, Path config, List<String> features) {

    /** Words that the command line takes, as the usage line shows them. */
    static final String USAGE = "[--dir FOLDER] [--name NAME] [--config FILE] [--feature NAME]...";

    /**
     * Reads the command line. {@code --home} and {@code --distribution} come from the start script.
     *
     * @throws LauncherException for an unknown option or a missing value
     */
    public static LaunchOptions parse(List<String> arguments) {
        Map<String, String> values = new TreeMap<>();
        List<String> features = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!List.of("--home", "--distribution", "--dir", "--name", "--config", "--feature")
                    .contains(option)) {
                throw new LauncherException(
                        LauncherError.USAGE, "The option " + option + " is unknown; known are " + USAGE + ".");
            }
            if (i + 1 >= arguments.size() || arguments.get(i + 1).isEmpty()) {
                throw new LauncherException(LauncherError.USAGE, "The option " + option + " has no value.");
            }
            if (option.equals("--feature")) {
                features.add(arguments.get(i + 1));
            } else {
                values.put(option, arguments.get(i + 1));
            }
        }
        return resolve(values, features);
    }

    private static LaunchOptions resolve(Map<String, String> values, List<String> features) {
        Path home = Path.of(values.getOrDefault("--home", ".")).toAbsolutePath().normalize();
        String distribution = values.getOrDefault("--distribution", String.valueOf(home.getFileName()));
        String name = values.getOrDefault("--name", distribution);
        if (!name.matches("[a-z0-9][a-z0-9.-]{0,62}")) {
            throw new LauncherException(
                    LauncherError.USAGE,
                    "The instance name '" + name + "' is not made of lower-case letters, digits, '-' and '.'.");
        }
        Path dir = Path.of(values.getOrDefault("--dir", home.resolve("var").toString()))
                .toAbsolutePath()
                .normalize();
        Path config = Path.of(values.getOrDefault(
                        "--config",
                        home.resolve("conf/" + distribution + ".yaml").toString()))
                .toAbsolutePath()
                .normalize();
        List<String> wanted = new ArrayList<>();
        wanted.add(distribution);
        wanted.addAll(features);
        return new LaunchOptions(home, dir, name, config, List.copyOf(wanted));
    }

    /** The folder that is watched for bundles: the instance's own when it has one, else the distribution's. */
    public Path deploy() {
        return dir.equals(home.resolve("var")) ? home.resolve("deploy") : dir.resolve("deploy");
    }
}
