package io.skep.itests.faults;

import java.io.IOException;
import java.util.List;

/** Programs of the system that a fault is made with. */
final class Program {

    private Program() {}

    /** Runs one, which must succeed. */
    static void must(String... words) {
        if (run(words) != 0) {
            throw new AssertionError("failed: " + String.join(" ", words));
        }
    }

    /** Its status; -1 when there is no such program. */
    static int run(String... words) {
        try {
            return new ProcessBuilder(List.of(words))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
