package io.skep.edge.edged.internal.probe;

/** Counts the outcomes of one probe until there are enough in a row to say something. One thread records. */
public final class Tally {

    private final Probe probe;
    private boolean lastGood;
    private int row;

    public Tally(Probe probe) {
        this.probe = probe;
    }

    /** What a probe says about its container. */
    public enum Word {
        GOOD,
        BAD,
        NOTHING
    }

    public Word record(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Good() -> count(true) >= probe.successes() ? Word.GOOD : Word.NOTHING;
            case Outcome.Bad(String message) -> count(false) >= probe.failures() ? Word.BAD : Word.NOTHING;
            case Outcome.Unknown(String message) -> Word.NOTHING;
            case Outcome.Away(String message) -> Word.NOTHING;
        };
    }

    private int count(boolean good) {
        row = row > 0 && good == lastGood ? row + 1 : 1;
        lastGood = good;
        return row;
    }
}
