package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.SkepException;

/** What people get to read of an exception. */
final class Failure {

    private static final int LONGEST = 400;

    private Failure() {}

    /** One line of bounded length, never empty. */
    static String line(Throwable failure) {
        String text = switch (failure) {
            case SkepException known -> known.line();
            case Throwable other
            when other.getMessage() == null || other.getMessage().isBlank() ->
                other.getClass().getSimpleName();
            case Throwable other -> other.getClass().getSimpleName() + ": " + other.getMessage();
        };
        return flat(text);
    }

    /** The message alone, for exceptions that were made for people. */
    static String sentence(Throwable failure) {
        return failure.getMessage() == null ? line(failure) : flat(failure.getMessage());
    }

    private static String flat(String text) {
        String flat = text.replaceAll("\\s+", " ").strip();
        return flat.length() <= LONGEST ? flat : flat.substring(0, LONGEST - 3) + "...";
    }
}
