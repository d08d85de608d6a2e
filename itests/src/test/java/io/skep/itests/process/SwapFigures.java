package io.skep.itests.process;

import io.skep.itests.soak.Footprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What many swaps took and what they left: a line for each bundle, a table for each container. */
final class SwapFigures {

    private final Map<String, List<Long>> swapped = new LinkedHashMap<>();
    private final Map<String, List<Long>> caughtUp = new LinkedHashMap<>();
    private final Map<String, Long> twice = new LinkedHashMap<>();
    private final List<String> story = new ArrayList<>();
    private String tables = "";

    /**
     * One swap.
     *
     * @param swappedMillis until the new build ran
     * @param caughtUpMillis until the edge had what was newest then
     * @param again messages that came twice
     */
    void add(String container, String bundle, int round, long swappedMillis, long caughtUpMillis, long again) {
        String name = container + " " + bundle;
        swapped.computeIfAbsent(name, any -> new ArrayList<>()).add(swappedMillis);
        caughtUp.computeIfAbsent(name, any -> new ArrayList<>()).add(caughtUpMillis);
        twice.merge(name, again, Long::sum);
        story.add(name + " round " + round + ": swapped in " + swappedMillis + " ms, the edge had the newest after "
                + caughtUpMillis + " ms, came twice " + again);
    }

    void tell(String line) {
        story.add(line);
    }

    /** What both containers hold, beside what they held before; kept as the last word and as part of the story. */
    void compare(int rounds, Map<String, Footprint> before, Map<String, Footprint> now) {
        StringBuilder text = new StringBuilder();
        before.forEach((container, then) -> text.append("%n%s, %d rounds in one process%n".formatted(container, rounds))
                .append(now.get(container).table(then)));
        tables = text.toString();
        story.add(tables);
    }

    List<String> story() {
        return story;
    }

    /** All of it, after a line that says what was run. */
    String summary(String head) {
        StringBuilder text = new StringBuilder(head)
                .append("%n%n%-38s %5s %22s %22s %6s%n"
                        .formatted("", "swaps", "swapped p50/p99/most", "newest p50/p99/most", "twice"));
        swapped.forEach((name, millis) -> text.append("%-38s %5d %22s %22s %6d%n"
                .formatted(name, millis.size(), ranks(millis), ranks(caughtUp.get(name)), twice.get(name))));
        return text.append(tables).toString();
    }

    private static String ranks(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return rank(sorted, 0.5) + "/" + rank(sorted, 0.99) + "/" + sorted.getLast() + " ms";
    }

    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
