package io.skep.itests.process;

import io.skep.itests.faults.Link;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One cut of many.
 *
 * @param how the link breaks
 * @param length until it is mended
 * @param awaited whether the test waits for the first messages afterwards; otherwise the next cut may come while the edge still dials
 * @param pause until the next cut
 */
record StormCut(Link.Cut how, Duration length, boolean awaited, Duration pause) {

    private static final int SILENT_PERCENT = 5;
    private static final int AWAITED_PERCENT = 80;

    /** At random: mostly short, some seconds at times; few of those that only silence gives away, since each takes its time. */
    static StormCut of(long seed, List<Link.Cut> known) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean silent = random.nextInt(100) < SILENT_PERCENT;
        List<Link.Cut> kinds =
                known.stream().filter(cut -> cut.isSilent() == silent).toList();
        return new StormCut(
                kinds.get(random.nextInt(kinds.size())),
                Duration.ofMillis(length(random)),
                silent || random.nextInt(100) < AWAITED_PERCENT,
                Duration.ofMillis(random.nextInt(500)));
    }

    private static int length(SplittableRandom random) {
        int dice = random.nextInt(100);
        if (dice < 70) {
            return 50 + random.nextInt(550);
        }
        return dice < 97 ? 600 + random.nextInt(1_400) : 2_000 + random.nextInt(10_000);
    }

    @Override
    public String toString() {
        return how + " " + length.toMillis() + " ms";
    }
}
