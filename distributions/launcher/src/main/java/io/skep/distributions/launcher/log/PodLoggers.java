package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.LoggerContext;
import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/**
 * Gives logback's loggers, under their own name or, when a pod's bundle (location {@code pod:<uid>/<container>}) asks, under {@code
 * skep.pod.<uid>.<container>.<name>}: an appender at {@code skep.pod.<uid>.<container>} gets all that this container logs and nothing else.
 */
public final class PodLoggers implements ILoggerFactory {

    /** Start of the name of every pod's logger. */
    public static final String PREFIX = "skep.pod.";

    private static final String POD_LOCATION = "pod:";

    private final LoggerContext context;
    private final StackWalker walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    PodLoggers(LoggerContext context) {
        this.context = context;
    }

    public LoggerContext context() {
        return context;
    }

    @Override
    public Logger getLogger(String name) {
        return context.getLogger(podName(caller(), name));
    }

    /** The first class on the stack that does not belong to the launcher's class path. */
    private Optional<ClassLoader> caller() {
        return walker.walk(frames -> frames.map(StackFrame::getDeclaringClass)
                .map(Class::getClassLoader)
                .filter(loader -> loader != null && !loader.equals(PodLoggers.class.getClassLoader()))
                .findFirst());
    }

    private static String podName(Optional<ClassLoader> caller, String name) {
        if (caller.isPresent() && caller.get() instanceof BundleReference reference) {
            Bundle bundle = reference.getBundle();
            if (bundle != null && bundle.getLocation().startsWith(POD_LOCATION)) {
                return podName(bundle.getLocation(), name);
            }
        }
        return name;
    }

    /** {@code pod:<uid>/<container>} and a name as the name of the logger. */
    static String podName(String location, String name) {
        return PREFIX + location.substring(POD_LOCATION.length()).replace('/', '.') + "." + name;
    }
}
