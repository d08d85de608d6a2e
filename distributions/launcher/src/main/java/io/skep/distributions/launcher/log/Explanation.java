package io.skep.distributions.launcher.log;

import io.skep.distributions.launcher.LauncherError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceException;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Tells failures of bundles and components in one line for people: a bundle that does not resolve names the missing package or service, a
 * component that throws names itself and what it threw. What carries a code of its own (a SkepException) keeps it.
 */
public final class Explanation {

    private static final String REPORTED = "skep.reported";
    private static final Pattern BUNDLE = Pattern.compile("missing requirement \\[([^\\s\\]]+) \\[");
    private static final Pattern FILTER =
            Pattern.compile("\\((?:osgi\\.wiring\\.)?(package|host|bundle|identity|objectClass)=([^)]+)\\)");
    private static final Pattern VERSION = Pattern.compile("\\(version>=([^)]+)\\)");
    private static final Pattern EXECUTION = Pattern.compile("osgi\\.ee; .*\\(version=([0-9.]+)\\)");
    private static final Pattern COMPONENT = Pattern.compile("bundle (\\S+) \\(\\d+\\)\\[([^(\\]]+)");

    private Explanation() {}

    /** Logs an event of the framework's own bundles, explained where that is possible, else with its stack trace. */
    public static void log(Logger logger, Level level, String message, Throwable thrown) {
        if (isToldElsewhere(thrown)) {
            logger.debug(message, thrown);
            return;
        }
        Optional<String> line = thrown == null ? Optional.empty() : explain(message, thrown);
        if (line.isPresent()) {
            logger.atLevel(level).log(line.get());
            logger.debug("its stack trace", thrown);
        } else if (thrown == null) {
            logger.atLevel(level).log(message);
        } else {
            logger.atLevel(level).setCause(thrown).log(message);
        }
    }

    /**
     * Whether somebody else tells a failure: who asked for the service and has set the key skep.reported in the logging context, or the factory
     * of the service, before it gave none.
     */
    static boolean isToldElsewhere(Throwable thrown) {
        boolean byFactory =
                thrown instanceof ServiceException failure && failure.getType() == ServiceException.FACTORY_ERROR;
        return byFactory || thrown != null && MDC.get(REPORTED) != null;
    }

    /**
     * One line with a code for what a bundle or component threw; empty if only a stack trace helps.
     *
     * @param message what the framework said
     */
    public static Optional<String> explain(String message, Throwable thrown) {
        if (thrown instanceof BundleException failure) {
            return Optional.of(bundle(failure));
        }
        Matcher component = COMPONENT.matcher(message == null ? "" : message);
        if (component.find()) {
            Throwable root = root(thrown);
            return Optional.of(own(root)
                    .orElseGet(() -> LauncherError.COMPONENT_FAILED.line(
                            "The component " + component.group(2).strip() + " of bundle " + component.group(1)
                                    + " could not be made: " + text(root) + ".")));
        }
        return own(root(thrown));
    }

    private static String bundle(BundleException failure) {
        String text = String.valueOf(failure.getMessage());
        if (failure.getType() == BundleException.RESOLVE_ERROR || text.startsWith("Unable to resolve")) {
            return LauncherError.NOT_RESOLVED.line(unresolved(text));
        }
        Throwable root = root(failure);
        return own(root).orElseGet(() -> LauncherError.NOT_STARTED.line("A bundle did not start: " + text(root) + "."));
    }

    /** The sentence for the resolver's message, which names the innermost missing requirement last. */
    public static String unresolved(String text) {
        String shown = text.contains("caused by") ? text.substring(text.lastIndexOf("caused by")) : text;
        Matcher bundle = BUNDLE.matcher(shown);
        String name = bundle.find() ? bundle.group(1) : "A bundle";
        String subject = bundle.hitEnd() || name.equals("A bundle") ? name : "The bundle " + name;
        Matcher execution = EXECUTION.matcher(shown);
        if (execution.find()) {
            return subject + " does not resolve: it needs Java " + execution.group(1) + ".";
        }
        Matcher filter = FILTER.matcher(shown);
        if (!filter.find()) {
            return subject + " does not resolve: " + text.replace('\n', ' ') + ".";
        }
        Matcher version = VERSION.matcher(shown);
        String from = version.find() ? " from version " + version.group(1) : "";
        String what = filter.group(1).equals("objectClass") ? "service" : filter.group(1);
        return subject + " does not resolve: nobody provides the " + what + " " + filter.group(2) + from + ".";
    }

    private static Optional<String> own(Throwable root) {
        if (!root.getClass().getSimpleName().equals("SkepException")) {
            return Optional.empty();
        }
        try {
            return Optional.of((String) root.getClass().getMethod("line").invoke(root));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            if (root.getClass().getSimpleName().equals("SkepException")) {
                return root;
            }
            root = root.getCause();
        }
        return root;
    }

    private static String text(Throwable root) {
        String message = root.getMessage();
        String type = root.getClass().getSimpleName();
        String said = message == null || message.isBlank()
                ? type
                : type + ": " + message.replace('\n', ' ').strip();
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }
}
