package io.skep.distributions.assembler;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Maven resolved for a distribution: the only source of versions. Read from the output of {@code dependency:list} with absolute file
 * names.
 *
 * @param artifacts by the id that features use, {@code group:artifact} or {@code group:artifact:jar:classifier}
 */
record MavenModel(Map<String, Artifact> artifacts) {

    private static final Pattern COORDINATES = Pattern.compile(
            "([^:\\s]+):([^:\\s]+):([^:\\s]+):(?:([^:\\s]+):)?([^:\\s]+):(?:compile|provided|runtime|system):(\\S.*)");

    /**
     * One resolved artifact.
     *
     * @param id as in features
     * @param version as resolved
     * @param file the jar; for a module of this build its own target folder
     */
    record Artifact(String id, String version, Path file) {

        /** The id with its version, as an OSGi Feature has it. */
        String versioned() {
            String[] words = id.split(":");
            return words.length == 2 ? id + ":" + version : id + ":" + version.replace(':', '_');
        }

        /** Name of the jar in a distribution. */
        String fileName() {
            String[] words = id.split(":");
            String classifier = words.length > 3 ? "-" + words[3] : "";
            return words[1] + "-" + version + classifier + ".jar";
        }
    }

    static MavenModel read(Path list) throws IOException {
        return parse(Files.readAllLines(list));
    }

    static MavenModel parse(List<String> lines) {
        Map<String, Artifact> artifacts = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher matcher = COORDINATES.matcher(line.strip().replaceFirst(" -- module .*", ""));
            if (matcher.matches()) {
                String id = matcher.group(1) + ":" + matcher.group(2);
                if (matcher.group(4) != null) {
                    id += ":" + matcher.group(3) + ":" + matcher.group(4);
                }
                artifacts.put(id, new Artifact(id, matcher.group(5), Path.of(matcher.group(6))));
            }
        }
        return new MavenModel(artifacts);
    }

    /**
     * The artifact that a feature names.
     *
     * @throws LauncherException if the distribution's pom does not bring it
     */
    Artifact get(String id, String feature) {
        Artifact artifact = artifacts.get(id);
        if (artifact == null || !Files.isRegularFile(artifact.file())) {
            throw new LauncherException(
                    LauncherError.NOT_IN_MODEL,
                    "The feature " + feature + " names " + id + ", which Maven did not "
                            + (artifact == null ? "resolve" : "build") + " for this distribution.");
        }
        return artifact;
    }
}
