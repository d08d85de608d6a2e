package io.skep.itests.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.bench.SwapLoad;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million numbered messages from four senders to a module that is swapped fifty times meanwhile. */
class MillionIT {

    private static final int MESSAGES = 1_000_000;
    private static final int SWAPS = 50;
    private static final Path ROOT = Path.of(System.getProperty("skep.root"));

    @TempDir
    Path dir;

    @Test
    void losesNothingAndKeepsTheOrderAndRepeatsOneAtMostInEachSwap() throws Exception {
        Map<String, Double> result = run();
        assertThat(result.get("sent")).isGreaterThanOrEqualTo(MESSAGES);
        assertThat(result.get("lost")).as("lost").isZero();
        assertThat(result.get("disordered")).as("out of order").isZero();
        assertThat(result.get("most_repeated")).as("repeated in one swap").isLessThanOrEqualTo(1);
        assertThat(result.get("repeated")).as("repeated").isLessThanOrEqualTo(SWAPS);
    }

    /** In a process of its own, as the URL handlers of two frameworks in one JVM get into each other's way. */
    private Map<String, Double> run() throws Exception {
        Path figures = ROOT.resolve("itests/target/million.txt");
        Path log = dir.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SwapLoad.class.getName(),
                        ROOT.resolve("distributions/edgecore/target/edgecore/bundle")
                                .toString(),
                        dir.resolve("cache").toString(),
                        figures.toString(),
                        String.valueOf(MESSAGES),
                        String.valueOf(SWAPS))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended").isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        Map<String, Double> result = new HashMap<>();
        for (String line : Files.readAllLines(figures)) {
            String[] words = line.split(" ", -1);
            result.put(words[0], Double.valueOf(words[1]));
        }
        return result;
    }
}
