package io.skep.beehive.deploy.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What this bundle says to people. */
final class TestLog implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.skep.beehive.deploy");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    TestLog() {
        lines.start();
        logger.addAppender(lines);
    }

    /** Lines that people should look at. */
    List<String> warnings() {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
