package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Short lines for people: time of day, level, last words of the logger, message; never a stack trace, which is in the file. */
final class ConsoleEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(120);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.append(' ').append(event.getLevel()).append(' ');
        line.append(area(event.getLoggerName())).append(": ");
        event.getFormattedMessage().chars().forEach(c -> line.append(c < ' ' || c == 127 ? ' ' : (char) c));
        if (event.getThrowableProxy() != null) {
            line.append(" (").append(event.getThrowableProxy().getClassName()).append(": ");
            line.append(event.getThrowableProxy().getMessage()).append(')');
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@code io.skep.edge.edged.internal.PodWorker} is shown as {@code edge.edged}. */
    private static String area(String logger) {
        if (logger.startsWith("io.skep.distributions.")) {
            return "launcher";
        }
        if (!logger.startsWith("io.skep.")) {
            return logger;
        }
        int end = logger.indexOf(".internal");
        return logger.substring("io.skep.".length(), end < 0 ? logger.length() : end);
    }
}
