package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.admin.LoggerAdmin;
import org.osgi.service.log.admin.LoggerContext;

/** How much is logged, live. The next start of the container begins with conf/logging.properties again. */
@Component(
        service = LogLevelShell.class,
        property = {"osgi.command.scope=log", "osgi.command.function=level"})
public final class LogLevelShell {

    private static final String DEFAULT = "default";
    private static final String AUDIT = "io.skep.audit";

    private final LoggerContext levels;

    @Activate
    public LogLevelShell(@Reference LoggerAdmin admin) {
        this.levels = admin.getLoggerContext(null);
    }

    /** A line of {@code log:level}. */
    record LevelLine(String logger, LogLevel level) {}

    @Descriptor("lists the loggers that have a level of their own")
    public List<LevelLine> level() {
        return new TreeMap<>(levels.getLogLevels())
                .entrySet().stream()
                        .map(entry -> new LevelLine(entry.getKey(), entry.getValue()))
                        .toList();
    }

    @Descriptor("shows the level that is in force for a logger")
    public LevelLine level(@Descriptor("name of the logger, such as io.skep.edge.edged, or ROOT") String logger) {
        return new LevelLine(logger, levels.getEffectiveLogLevel(logger));
    }

    @Descriptor("sets the level of a logger and all below it, until the next start of the container")
    public LevelLine level(
            CommandSession session,
            @Descriptor("name of the logger, such as io.skep.edge.edged, or ROOT") String logger,
            @Descriptor("level, one of TRACE, DEBUG, INFO, WARN, ERROR or default") String level) {
        Optional<LogLevel> wanted = parse(level);
        if (logger.equals(AUDIT)) {
            throw new SkepException(ShellError.NO_LEVEL, "The logger " + AUDIT + " tells who changed what and stays.");
        }
        return Audit.around(session, "log:level", logger + " " + level, () -> {
            Map<String, LogLevel> all = new TreeMap<>(levels.getLogLevels());
            wanted.ifPresentOrElse(value -> all.put(logger, value), () -> all.remove(logger));
            levels.setLogLevels(all);
            return level(logger);
        });
    }

    private static Optional<LogLevel> parse(String level) {
        if (level.equals(DEFAULT)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(LogLevel.values())
                .filter(each -> each != LogLevel.AUDIT && each.name().equals(level.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new SkepException(ShellError.NO_LEVEL, "There is no level " + level + ".")));
    }
}
