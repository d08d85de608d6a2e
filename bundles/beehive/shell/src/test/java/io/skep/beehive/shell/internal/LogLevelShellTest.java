package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.shell.internal.LogLevelShell.LevelLine;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.admin.LoggerContext;

class LogLevelShellTest {

    private static final class Levels implements LoggerContext {

        private Map<String, LogLevel> levels = new HashMap<>(Map.of("ROOT", LogLevel.INFO));

        @Override
        public String getName() {
            return null;
        }

        @Override
        public LogLevel getEffectiveLogLevel(String name) {
            return levels.getOrDefault(name, levels.get("ROOT"));
        }

        @Override
        public Map<String, LogLevel> getLogLevels() {
            return Map.copyOf(levels);
        }

        @Override
        public void setLogLevels(Map<String, LogLevel> wanted) {
            levels = new HashMap<>(wanted);
        }

        @Override
        public void clear() {
            levels.clear();
        }

        @Override
        public boolean isEmpty() {
            return levels.isEmpty();
        }
    }

    private final Levels levels = new Levels();
    private final LogLevelShell shell = new LogLevelShell(_ -> levels);

    @Test
    void setsAndResetsALevel() {
        assertThat(shell.level(null, "a.b", "debug")).isEqualTo(new LevelLine("a.b", LogLevel.DEBUG));
        assertThat(shell.level())
                .containsExactly(new LevelLine("ROOT", LogLevel.INFO), new LevelLine("a.b", LogLevel.DEBUG));
        assertThat(shell.level(null, "a.b", "default").level()).isEqualTo(LogLevel.INFO);
        assertThat(shell.level("a.b").level()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void refusesWhatIsNoLevelAndToSilenceTheAudit() {
        assertThatThrownBy(() -> shell.level(null, "a", "loud")).hasMessageContaining("There is no level loud");
        assertThatThrownBy(() -> shell.level(null, "a", "AUDIT")).hasMessageContaining("There is no level");
        assertThatThrownBy(() -> shell.level(null, "io.skep.audit", "ERROR")).hasMessageContaining("who changed what");
        assertThat(levels.levels).hasSize(1);
    }
}
