package io.skep.distributions.launcher;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TERM, INT and HUP stop in order; a second one forces. QUIT keeps its meaning in the JVM, a thread dump. A shutdown hook would do for the
 * first, but with hooks the JVM exits with 128 + the signal's number. {@code sun.misc.Signal} (module jdk.unsupported) is called reflectively
 * because the compiler's warning about it cannot be switched off.
 */
final class Signals {

    /** Exit status of a forced end, as for SIGINT in a shell. */
    private static final int FORCED = 130;

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Takes over the three signals.
     *
     * @param stop called once, on a thread of its own, at the first signal
     */
    static void install(Runnable stop) {
        AtomicInteger count = new AtomicInteger();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            arrived(String.valueOf(arguments[0]), count.incrementAndGet(), stop);
                        }
                        return null;
                    });
            for (String name : List.of("TERM", "INT", "HUP")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (ReflectiveOperationException e) {
            throw new LauncherException(
                    LauncherError.FRAMEWORK_FAILED, "The signals of the process cannot be handled: " + e + ".", e);
        }
    }

    private static void arrived(String signal, int count, Runnable stop) {
        if (count > 1) {
            Runtime.getRuntime().halt(FORCED);
        }
        LOG.info("{}: stopping, a second signal forces", signal);
        Thread.ofPlatform().name("skep-stop").start(stop);
    }
}
