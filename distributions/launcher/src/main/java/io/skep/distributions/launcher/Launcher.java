package io.skep.distributions.launcher;

import io.skep.distributions.launcher.log.Logging;
import io.skep.distributions.launcher.log.PodLoggers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one instance of a distribution: a Felix framework with the bundles of its features, until a signal or the shell stops it. */
public final class Launcher {

    /** System property that a bundle sets before it stops the framework because the instance cannot go on; it has logged why. */
    private static final String FATAL = "skep.fatal";

    private Launcher() {}

    /** Entry of the start script; ends the JVM with 0 after an orderly stop, 1 after a failure that it has explained in one line. */
    public static void main(String[] arguments) throws InterruptedException {
        Logging.select();
        try {
            run(LaunchOptions.parse(List.of(arguments)));
            System.exit(System.getProperty(FATAL) == null ? 0 : 1);
        } catch (LauncherException e) {
            System.err.println(e.line());
            System.exit(1);
        }
    }

    private static void run(LaunchOptions options) throws InterruptedException {
        FeatureChoice choice = FeatureChoice.of(options);
        choice.asked();
        try (StateFolder state = StateFolder.open(options.dir())) {
            Logging.configure(
                    ((PodLoggers) LoggerFactory.getILoggerFactory()).context(),
                    state.path().resolve("log/" + options.name() + ".log"),
                    options.home().resolve("conf/logging.properties"));
            Files.createDirectories(state.path().resolve("tmp"));
            Files.createDirectories(options.deploy());
            serve(options, choice);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The state folder " + options.dir() + " cannot be used: " + Reason.of(e) + ".",
                    e);
        }
    }

    private static void serve(LaunchOptions options, FeatureChoice choice) throws InterruptedException {
        Logger log = LoggerFactory.getLogger(Launcher.class);
        Path sockets = SocketFolder.make(SocketFolder.locate(options.dir().getParent(), System.getenv()));
        log.info("{} starting with features {}", options.name(), options.features());
        Container container = Container.start(options, choice, sockets.resolve(options.name() + ".sock"));
        Signals.install(container::stop);
        if (System.getProperty(FATAL) == null) {
            report(log, options.name(), container);
        }
        container.await();
        log.info("{} stopped", options.name());
    }

    private static void report(Logger log, String name, Container container) {
        List<String> missing = container.notActive();
        if (missing.isEmpty()) {
            log.info("{} started: {} bundles, {} ms", name, container.size(), sinceExec());
        } else {
            log.warn("{} started without {}", name, missing);
        }
    }

    /** Milliseconds since the exec of the start script, to 10 ms. Java's own start instant is off by up to a second. */
    private static long sinceExec() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double uptime =
                    Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
            return Math.round(uptime * 1000 - Long.parseLong(words[19]) * 10.0);
        } catch (IOException e) {
            return -1;
        }
    }
}
