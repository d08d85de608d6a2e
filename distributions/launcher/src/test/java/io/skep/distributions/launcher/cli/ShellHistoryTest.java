package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellHistoryTest {

    @TempDir
    private Path folder;

    private static void type(Path file, String... lines) throws IOException {
        try (Terminal terminal = new DumbTerminal(System.in, System.out)) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .history(new ShellHistory(file))
                    .variable(LineReader.HISTORY_FILE, file)
                    .variable(LineReader.HISTORY_FILE_SIZE, 3)
                    .variable(LineReader.HISTORY_SIZE, 3)
                    .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                    .build();
            reader.getHistory().attach(reader);
            for (String line : lines) {
                reader.getHistory().add(line);
            }
            reader.getHistory().save();
        }
    }

    @Test
    void keepsLinesForItsOwnerAloneAndNoSecrets() throws IOException {
        Path file = folder.resolve("state/history");
        type(file, "lb", "config:set io.skep.edge.edgehub token abc", "config:get x PASSWORD", "beehive:list");
        assertThat(Files.readAllLines(file)).containsExactly("lb", "beehive:list");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        for (int i = 0; i < 10; i++) {
            type(file, "info " + i);
        }
        assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(4).contains("info 9");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void knowsWhatMayBeSecret() {
        assertThat(ShellHistory.mayHoldSecret("beehive:call x query default/Secret/y \"\""))
                .isTrue();
        assertThat(ShellHistory.mayHoldSecret("beehive:list")).isFalse();
    }
}
