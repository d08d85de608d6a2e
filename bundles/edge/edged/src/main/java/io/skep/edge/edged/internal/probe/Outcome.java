package io.skep.edge.edged.internal.probe;

/** What came of a check. */
public sealed interface Outcome {

    record Good() implements Outcome {}

    record Bad(String message) implements Outcome {}

    /** Nothing is known of the container: the check itself did not work. */
    record Unknown(String message) implements Outcome {}

    /** The runtime is away; it may be tried again when it is back. */
    record Away(String message) implements Outcome {}
}
