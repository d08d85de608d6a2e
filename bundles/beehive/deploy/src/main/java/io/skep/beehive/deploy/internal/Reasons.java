package io.skep.beehive.deploy.internal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/** Why something failed, in words for people, on one line and without full stop. */
public final class Reasons {

    private static final Pattern MISSING = Pattern.compile("missing requirement .*?(\\S+); (\\(.*?\\)+)(?=[\\s\\]]|$)");
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]*)\\)");
    private static final String CAUSED_BY = "Caused by: ";

    private Reasons() {}

    /** The innermost cause; of a file's failure also the file, of the resolver's message the last missing requirement. */
    public static String of(Throwable failure) {
        if (failure instanceof BundleException unresolved) {
            String missing = missing(String.valueOf(unresolved.getMessage()));
            if (!missing.isEmpty()) {
                return missing;
            }
        }
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        String words = words(cause).replaceAll("\\s+", " ").strip();
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    private static String words(Throwable cause) {
        return switch (cause) {
            case AccessDeniedException denied -> "permission denied at " + denied.getFile();
            case NoSuchFileException absent -> "there is no file " + absent.getFile();
            case FileSystemException other
            when other.getReason() != null -> other.getReason() + " at " + other.getFile();
            default -> cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        };
    }

    /** Whether the resolver says so; then {@link #of} names what is missing. */
    static boolean isUnresolved(BundleException failure) {
        return !missing(String.valueOf(failure.getMessage())).isEmpty();
    }

    private static String missing(String message) {
        String missing = "";
        Matcher matcher = MISSING.matcher(message);
        while (matcher.find()) {
            Matcher wanted = PACKAGE.matcher(matcher.group(2));
            missing = wanted.find()
                    ? "no bundle exports the package " + wanted.group(1) + " that it imports " + matcher.group(2)
                    : "nothing provides what it requires, " + matcher.group(1) + " " + matcher.group(2);
        }
        return missing;
    }

    /** The exception line of the last cause in a printed stack trace, without the package of its class. */
    static String innermost(String trace) {
        if (trace == null || trace.isBlank()) {
            return "no reason was given";
        }
        return trace.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((first, second) -> second)
                .map(line -> line.substring(CAUSED_BY.length()))
                .orElseGet(() -> trace.lines().findFirst().orElse(""))
                .replaceFirst("^([a-z_0-9]+\\.)+(?=[A-Z])", "")
                .strip();
    }
}
