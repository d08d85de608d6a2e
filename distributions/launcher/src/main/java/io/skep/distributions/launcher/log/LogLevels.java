package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.admin.LoggerAdmin;
import org.osgi.service.log.admin.LoggerContext;

/**
 * The levels of logback's loggers as the OSGi log service tells and sets them. There is one context for all bundles; a logger that is given no
 * level has the one of the start again.
 */
public final class LogLevels implements LoggerAdmin, LoggerContext {

    private final ch.qos.logback.classic.LoggerContext context;
    private final Map<String, Level> atStart;

    /** @param context configured already */
    public LogLevels(ch.qos.logback.classic.LoggerContext context) {
        this.context = context;
        this.atStart = explicit(context);
    }

    private static Map<String, Level> explicit(ch.qos.logback.classic.LoggerContext context) {
        return context.getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .collect(Collectors.toMap(Logger::getName, Logger::getLevel));
    }

    @Override
    public LoggerContext getLoggerContext(String name) {
        return this;
    }

    @Override
    public String getName() {
        return null;
    }

    @Override
    public LogLevel getEffectiveLogLevel(String name) {
        return osgi(context.getLogger(name).getEffectiveLevel());
    }

    @Override
    public Map<String, LogLevel> getLogLevels() {
        Map<String, LogLevel> levels = new HashMap<>();
        explicit(context).forEach((name, level) -> levels.put(name, osgi(level)));
        return levels;
    }

    @Override
    public void setLogLevels(Map<String, LogLevel> levels) {
        for (String name : explicit(context).keySet()) {
            if (!levels.containsKey(name)) {
                context.getLogger(name).setLevel(atStart.get(name));
            }
        }
        levels.forEach((name, level) -> context.getLogger(name).setLevel(logback(level)));
    }

    @Override
    public void clear() {
        setLogLevels(Map.of());
    }

    @Override
    public boolean isEmpty() {
        return explicit(context).equals(atStart);
    }

    private static LogLevel osgi(Level level) {
        return switch (level.toInt()) {
            case Level.OFF_INT -> LogLevel.AUDIT;
            case Level.ERROR_INT -> LogLevel.ERROR;
            case Level.WARN_INT -> LogLevel.WARN;
            case Level.INFO_INT -> LogLevel.INFO;
            case Level.DEBUG_INT -> LogLevel.DEBUG;
            default -> LogLevel.TRACE;
        };
    }

    private static Level logback(LogLevel level) {
        return level == LogLevel.AUDIT ? Level.OFF : Level.toLevel(level.name());
    }
}
