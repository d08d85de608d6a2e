package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One event, one line, in logfmt: {@code time=... level=INFO logger=... msg="..." node=edge-1}. The ids of the logging context come last; a
 * stack trace is the value of {@code stack}, its line ends escaped, so that a line of text in a message can never pass for an event.
 */
final class LogfmtEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

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
        StringBuilder line = new StringBuilder(160);
        line.append("time=").append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.append(" level=").append(event.getLevel());
        line.append(" logger=").append(event.getLoggerName());
        pair(line, "msg", event.getFormattedMessage());
        for (Map.Entry<String, String> id : event.getMDCPropertyMap().entrySet()) {
            pair(line, id.getKey(), id.getValue());
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(kv -> pair(line, kv.key, String.valueOf(kv.value)));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            pair(line, "stack", ThrowableProxyUtil.asString(thrown).strip());
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void pair(StringBuilder line, String key, String value) {
        line.append(' ').append(key).append('=');
        String text = value == null ? "" : value;
        boolean plain =
                !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\' && c != 127);
        if (plain) {
            line.append(text);
            return;
        }
        line.append('"');
        text.chars().forEach(c -> escape(line, (char) c));
        line.append('"');
    }

    private static void escape(StringBuilder line, char c) {
        switch (c) {
            case '"', '\\' -> line.append('\\').append(c);
            case '\n' -> line.append("\\n");
            case '\t' -> line.append("\\t");
            case '\r' -> line.append("\\r");
            default -> line.append(c < ' ' || c == 127 ? '?' : c);
        }
    }
}
