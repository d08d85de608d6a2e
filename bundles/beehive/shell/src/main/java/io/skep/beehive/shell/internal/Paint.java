package io.skep.beehive.shell.internal;

import java.util.Locale;
import java.util.Set;

/** The colours of the shell: a word that tells a state has the colour of its meaning. */
final class Paint {

    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private static final Set<String> GOOD = Set.of("running", "active", "ready", "installed", "done", "satisfied");
    private static final Set<String> BAD = Set.of(
            "quarantined",
            "backoff",
            "failed",
            "dropped",
            "error",
            "notready",
            "unresolved",
            "failed_activation",
            "unsatisfied_reference",
            "unsatisfied_configuration");
    private static final Set<String> OTHER = Set.of(
            "parked", "expected", "resolved", "starting", "stopping", "warn", "redelivered", "partly", "pending");

    private Paint() {}

    /** A cell of a table, coloured if it tells a state. */
    static String state(String cell) {
        String word = cell.strip().toLowerCase(Locale.ROOT);
        if (GOOD.contains(word)) {
            return GREEN + cell + PLAIN;
        }
        if (BAD.contains(word)) {
            return RED + cell + PLAIN;
        }
        return OTHER.contains(word) ? YELLOW + cell + PLAIN : cell;
    }

    static String heading(String text) {
        return BOLD + text + PLAIN;
    }
}
