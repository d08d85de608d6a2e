package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Programs of {@code itests/bench}, each in a JVM of its own. */
final class BenchJvm {

    private static final Pattern OPTION = Pattern.compile("-[-\\w:+.=]+");

    private final Path root;

    BenchJvm(Path root) {
        this.root = root;
    }

    /** Whether there is anything to run. */
    boolean isBuilt() {
        return Files.isDirectory(jars());
    }

    private Path jars() {
        return root.resolve("itests/bench/target/bench");
    }

    /** Where the programs work; kept from one run to the next. */
    Path folder() throws IOException {
        return Files.createDirectories(root.resolve("itests/bench/target/run"));
    }

    /** {@code SKEP_BENCH_OPTS}: further options of the JVMs that are measured. */
    static List<String> more() {
        String more = System.getenv("SKEP_BENCH_OPTS");
        return more == null || more.isBlank()
                ? List.of()
                : Arrays.asList(more.strip().split("\\s+"));
    }

    /**
     * The options of the JVM in a distribution's start script, without those that depend on a run.
     *
     * @throws LauncherException if it is not built
     */
    static List<String> shipped(Layout layout, String distribution) {
        Path script = layout.distribution(distribution).resolve("bin/" + distribution);
        try {
            String text = Files.readString(script);
            String line = text.substring(text.indexOf("exec \"$java\""), text.indexOf("-cp \""));
            return Arrays.stream(line.split("[\\s\\\\]+"))
                    .filter(word -> OPTION.matcher(word).matches() && !word.startsWith("-Xlog"))
                    .toList();
        } catch (IOException | StringIndexOutOfBoundsException e) {
            throw new LauncherException(
                    LauncherError.NOT_BUILT, "The start script " + script + " cannot be read: " + e + ".", e);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param log what it prints
     */
    void run(List<String> options, String main, List<String> arguments, Path log)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", jars() + "/*", main));
        command.addAll(arguments);
        int status = new ProcessBuilder(command)
                .directory(folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("its process ended with " + status + ", see " + log);
        }
    }
}
