package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What the container has logged, from the file that the launcher writes. */
@Component(
        service = LogTailShell.class,
        property = {"osgi.command.scope=log", "osgi.command.function=tail"})
public final class LogTailShell {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    private final Path file;

    @Activate
    public LogTailShell(BundleContext context) {
        this(Path.of(
                String.valueOf(context.getProperty("skep.dir")), "log", context.getProperty("skep.name") + ".log"));
    }

    LogTailShell(Path file) {
        this.file = file;
    }

    @Descriptor("shows the end of the container's log")
    public void tail(
            CommandSession session,
            @Descriptor("number of lines")
                    @Parameter(
                            names = {"-n", "--lines"},
                            absentValue = "20")
                    int lines,
            @Descriptor("goes on with what is logged, until Ctrl-C")
                    @Parameter(
                            names = {"-f", "--follow"},
                            absentValue = "false",
                            presentValue = "true")
                    boolean follow,
            @Descriptor("least level, one of TRACE, DEBUG, INFO, WARN or ERROR")
                    @Parameter(
                            names = {"-l", "--level"},
                            absentValue = "TRACE")
                    String level,
            @Descriptor("only of this, by the name of the module or the last word of the name of its bundle")
                    @Parameter(
                            names = {"-m", "--module"},
                            absentValue = "")
                    String module) {
        Predicate<LogLine> wanted = filter(level.toUpperCase(Locale.ROOT), module);
        PrintStream out = Output.of(session);
        Columns columns = new Columns(12, 5, 12);
        LogFile log = new LogFile(file);
        log.last(Math.clamp(lines, 0, 100_000), wanted)
                .forEach(line -> out.println(columns.line(line.cells(), Screen.of(session))));
        out.flush();
        while (follow && Output.pause(POLL)) {
            log.readOn(line -> {
                if (wanted.test(line)) {
                    out.println(columns.line(line.cells(), Screen.of(session)));
                }
            });
            out.flush();
        }
    }

    private static Predicate<LogLine> filter(String level, String module) {
        if (!LEVELS.contains(level)) {
            throw new SkepException(ShellError.NO_LEVEL, "There is no level " + level + ".");
        }
        return line -> line.isAtLeast(level) && (module.isEmpty() || line.isOf(module));
    }
}
