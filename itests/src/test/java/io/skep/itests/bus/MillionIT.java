package io.skep.itests.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.bench.SwapLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path bundles = ROOT.resolve("distributions/edgecore/target/edgecore/bundle");
        try (SwapLoad load = SwapLoad.open(bundles, dir.resolve("cache"), 4)) {
            SwapLoad.Result result = load.run(MESSAGES, SWAPS);
            assertThat(result.sent()).isGreaterThanOrEqualTo(MESSAGES);
            assertThat(result.lost()).as("lost").isZero();
            assertThat(result.disordered()).as("out of order").isZero();
            assertThat(result.mostRepeated()).as("repeated in one swap").isLessThanOrEqualTo(1);
            assertThat(result.repeated()).as("repeated").isLessThanOrEqualTo(SWAPS);
            report(result);
        }
    }

    private static void report(SwapLoad.Result result) throws IOException {
        String line = String.format(
                "%d messages, %d swaps: lost 0, out of order 0, repeated %d; pause p50 %.1f ms, p99 %.1f ms%n",
                result.sent(), SWAPS, result.repeated(), result.pause(50) / 1e6, result.pause(99) / 1e6);
        Files.writeString(ROOT.resolve("itests/target/million.txt"), line);
    }
}
