package io.skep.distributions.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogfmtEncoderTest {

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void giveContextAnMdc() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private LoggingEvent event(String message, Throwable thrown, Object... arguments) {
        LoggingEvent event =
                new LoggingEvent("x", context.getLogger("io.skep.edge.edged"), Level.INFO, message, thrown, arguments);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        return event;
    }

    private static String line(LoggingEvent event) {
        return new String(new LogfmtEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void writesOneLineWithTheIdsOfTheContextLast() {
        LoggingEvent event = event("pod {} started", null, "default/hello");
        event.setMDCPropertyMap(Map.of("node", "edge-1"));
        assertThat(line(event))
                .isEqualTo("time=2026-01-02T03:04:05.006Z level=INFO logger=io.skep.edge.edged"
                        + " msg=\"pod default/hello started\" node=edge-1\n");
    }

    @Test
    void aLineEndInAMessageNeverMakesASecondEvent() {
        String line = line(event("a\ntime=now level=ERROR msg=\"forged\" \u0007", null));
        assertThat(line).hasLineCount(1).contains("msg=\"a\\ntime=now level=ERROR msg=\\\"forged\\\" ?\"");
    }

    @Test
    void aStackTraceStaysOnTheLine() {
        String line = line(event("failed", new IllegalStateException("why")));
        assertThat(line).hasLineCount(1).contains("stack=\"java.lang.IllegalStateException: why\\n\\tat ");
    }

    @Test
    void theConsoleShowsAreaAndMessageWithoutStackTrace() {
        LoggingEvent event = event("failed\nbadly", new IllegalStateException("why"));
        assertThat(new String(new ConsoleEncoder().encode(event), StandardCharsets.UTF_8))
                .matches(
                        "\\d\\d:\\d\\d:\\d\\d INFO edge.edged: failed badly \\(java.lang.IllegalStateException: why\\)\n");
    }
}
