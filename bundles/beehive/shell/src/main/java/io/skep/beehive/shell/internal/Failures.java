package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.EOFException;
import java.lang.reflect.InvocationTargetException;

/** The one line that a person reads when a command has failed, and the status that a script gets. */
final class Failures {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int UNKNOWN_COMMAND = 2;

    /** As of a program that Ctrl-C ends. */
    static final int INTERRUPTED = 130;

    /** What Gogo throws is in none of its exported packages. */
    private static final String NOT_FOUND = "CommandNotFoundException";

    private Failures() {}

    static String line(String command, Throwable failure) {
        String line = switch (cause(failure)) {
            case SkepException known -> known.line();
            case InterruptedException _ -> line(command, "it was interrupted");
            case EOFException _ -> line(command, "the line ends too early, a bracket or quote is open");
            case IllegalArgumentException usage -> line(command, message(usage));
            case Throwable other -> line(command, other.getClass().getSimpleName() + ": " + message(other));
        };
        return line.replaceAll("\\s+", " ").strip();
    }

    static int status(Throwable failure) {
        return cause(failure).getClass().getSimpleName().equals(NOT_FOUND) ? UNKNOWN_COMMAND : FAILED;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof InvocationTargetException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String line(String command, String why) {
        String shown = command.length() > 80 ? command.substring(0, 77) + "..." : command;
        return new SkepException(
                        ShellError.COMMAND,
                        "The command `" + shown + "` failed: " + (why.endsWith(".") ? why : why + "."))
                .line();
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
