package io.skep.beehive.runtime.internal.engine;

import java.time.Duration;

/**
 * The figures of the bus.
 *
 * @param mailboxCapacity messages that a mailbox holds before senders wait; a group send may go to twice as many
 * @param parkedSendLimit how long a sender waits for room in a mailbox that nobody reads
 * @param interruptAfter from the stop of a module to the interruption of its thread
 * @param abandonAfter from the stop of a module until its thread is given up
 * @param firstBackoff pause before the first restart of a module that failed; doubles with each further failure
 * @param maxBackoff longest pause
 * @param restartBudget restarts within {@code restartWindow}; the next failure quarantines the module
 * @param restartWindow how long a failure is remembered
 */
public record BusSettings(
        int mailboxCapacity,
        Duration parkedSendLimit,
        Duration interruptAfter,
        Duration abandonAfter,
        Duration firstBackoff,
        Duration maxBackoff,
        int restartBudget,
        Duration restartWindow) {

    /** KubeEdge's mailbox of 1024, and the limits of docs/threading.md. */
    public static final BusSettings DEFAULT = new BusSettings(
            1024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            5,
            Duration.ofMinutes(10));

    public BusSettings {
        if (mailboxCapacity < 1) {
            throw new IllegalArgumentException("mailboxCapacity is " + mailboxCapacity + ", must be 1 or more");
        }
        if (abandonAfter.compareTo(interruptAfter) < 0) {
            throw new IllegalArgumentException("abandonAfter must not be shorter than interruptAfter");
        }
    }

    /** The pause before restart number {@code failures}, counted from 1. */
    Duration backoff(int failures) {
        Duration pause = firstBackoff;
        for (int i = 1; i < failures && pause.compareTo(maxBackoff) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(maxBackoff) > 0 ? maxBackoff : pause;
    }
}
