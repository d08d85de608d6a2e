package io.skep.edge.runtime.osgi.internal;

import ch.qos.logback.classic.LoggerContext;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Logback's context behind slf4j, whatever factory the launcher has put before it. */
final class PodLoggerContext {

    private PodLoggerContext() {}

    static Optional<LoggerContext> find() {
        return LoggerFactory.getLogger(PodLoggerContext.class) instanceof ch.qos.logback.classic.Logger logger
                ? Optional.of(logger.getLoggerContext())
                : Optional.empty();
    }
}
