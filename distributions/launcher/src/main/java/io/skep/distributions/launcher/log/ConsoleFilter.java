package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Lets through what the console shows: the launcher's own lines from INFO on, of pods nothing, of all others from a threshold on. */
final class ConsoleFilter extends Filter<ILoggingEvent> {

    private static final String LAUNCHER = "io.skep.distributions.launcher";

    private final Level threshold;

    ConsoleFilter(Level threshold) {
        this.threshold = threshold;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String logger = event.getLoggerName();
        if (logger.startsWith(PodLoggers.PREFIX)) {
            return FilterReply.DENY;
        }
        Level least = logger.startsWith(LAUNCHER) ? Level.INFO : threshold;
        return event.getLevel().isGreaterOrEqual(least) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
