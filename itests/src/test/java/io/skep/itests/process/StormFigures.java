package io.skep.itests.process;

import io.skep.itests.faults.Link;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long it took after each repair: a line for each kind of cut, one for all that the edge is told of and one for all that only silence gives away. */
final class StormFigures {

    private final Map<Link.Cut, Kind> kinds = new EnumMap<>(Link.Cut.class);
    private final Kind told = new Kind();
    private final Kind silent = new Kind();

    /** The cuts of one kind. */
    private static final class Kind {
        private final List<Long> linked = new ArrayList<>();
        private final List<Long> through = new ArrayList<>();
        private int outlived;

        private void add(long linkedMillis, long throughMillis) {
            if (linkedMillis < 0) {
                outlived++;
            } else {
                linked.add(linkedMillis);
            }
            through.add(throughMillis);
        }

        private String line(String name) {
            return "%-16s %5d %9d %24s %24s".formatted(name, through.size(), outlived, ranks(linked), ranks(through));
        }
    }

    /**
     * One cut.
     *
     * @param linkedMillis from the repair until there was a new link; negative when the old one went on
     * @param throughMillis from the repair until a message that was sent after it had come through, both ways
     */
    void add(Link.Cut how, long linkedMillis, long throughMillis) {
        kinds.computeIfAbsent(how, any -> new Kind()).add(linkedMillis, throughMillis);
        (how.isSilent() ? silent : told).add(linkedMillis, throughMillis);
    }

    /** All of it, after a line that says what was run. */
    String table(String head) {
        StringBuilder text = new StringBuilder(head)
                .append("%n%n%-16s %5s %9s %24s %24s%n"
                        .formatted("cut", "times", "outlived", "new link p50/p99/most", "both ways p50/p99/most"));
        kinds.forEach((how, kind) -> text.append(kind.line(how.toString())).append('\n'));
        text.append(told.line("all but HALF")).append('\n');
        return text.append(silent.line("all HALF")).append('\n').toString();
    }

    static String ranks(List<Long> millis) {
        if (millis.isEmpty()) {
            return "-";
        }
        List<Long> sorted = millis.stream().sorted().toList();
        return rank(sorted, 0.5) + "/" + rank(sorted, 0.99) + "/" + sorted.getLast() + " ms";
    }

    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
