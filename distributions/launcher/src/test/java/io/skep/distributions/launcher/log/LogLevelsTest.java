package io.skep.distributions.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogLevel;

class LogLevelsTest {

    private final LoggerContext context = new LoggerContext();
    private LogLevels levels;

    @BeforeEach
    void configure() {
        context.getLogger("ROOT").setLevel(Level.INFO);
        context.getLogger("org.noisy").setLevel(Level.WARN);
        levels = new LogLevels(context);
    }

    @Test
    void tellsWhatIsSetAndWhatIsInForce() {
        assertThat(levels.getLoggerContext(null).getLogLevels())
                .isEqualTo(Map.of("ROOT", LogLevel.INFO, "org.noisy", LogLevel.WARN));
        assertThat(levels.getEffectiveLogLevel("org.noisy.part")).isEqualTo(LogLevel.WARN);
        assertThat(levels.isEmpty()).isTrue();
    }

    @Test
    void setsALevelAndGoesBackToTheOneOfTheStart() {
        levels.setLogLevels(Map.of("ROOT", LogLevel.ERROR, "org.noisy", LogLevel.TRACE, "a.b", LogLevel.DEBUG));
        assertThat(context.getLogger("a.b.c").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("x").isInfoEnabled()).isFalse();
        assertThat(levels.isEmpty()).isFalse();
        levels.clear();
        assertThat(context.getLogger("a.b.c").isDebugEnabled()).isFalse();
        assertThat(context.getLogger("x").isInfoEnabled()).isTrue();
        assertThat(context.getLogger("org.noisy").isInfoEnabled()).isFalse();
    }

    @Test
    void takesAuditAloneForSilence() {
        levels.setLogLevels(Map.of("a", LogLevel.AUDIT));
        assertThat(context.getLogger("a").isErrorEnabled()).isFalse();
        assertThat(levels.getLogLevels()).containsEntry("a", LogLevel.AUDIT);
    }
}
