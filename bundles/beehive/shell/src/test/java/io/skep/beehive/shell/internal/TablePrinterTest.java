package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TablePrinterTest {

    private record Row(String name, int restartCount, Optional<String> lastError) {}

    private static final List<Row> ROWS =
            List.of(new Row("a", 1, Optional.empty()), new Row("longer", 100, Optional.of("broken\nin two")));

    private static String print(Object value) {
        return new TablePrinter(0).print(value);
    }

    @Test
    void printsRecordsAsATable() {
        assertThat(print(ROWS)).isEqualTo("""
                NAME    RESTART COUNT  LAST ERROR
                a       1
                longer  100            broken in two""");
    }

    @Test
    void printsMapsAsATableOfAllTheirNames() {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("id", 1);
        Map<String, Object> second = new LinkedHashMap<>();
        second.put("id", 2);
        second.put("tags", List.of("x", "y"));
        assertThat(print(new Object[] {first, second})).isEqualTo("""
                ID  TAGS
                1
                2   x,y""");
    }

    @Test
    void printsOneRecordAsNamesAndValues() {
        assertThat(print(ROWS.getFirst())).isEqualTo("""
                name          a
                restartCount  1
                lastError""");
        assertThat(print(Map.of("key", new String[] {"a", "b"}))).isEqualTo("key  a,b");
    }

    @Test
    void printsAnythingElseAsItsText() {
        assertThat(print(null)).isEmpty();
        assertThat(print(Optional.empty())).isEmpty();
        assertThat(print(List.of())).isEmpty();
        assertThat(print(Map.of())).isEmpty();
        assertThat(print(42)).isEqualTo("42");
        assertThat(print(List.of("a", "b"))).isEqualTo("a\nb");
    }

    @Test
    void cutsTablesToTheTerminalButNoText() {
        assertThat(new TablePrinter(10).print(ROWS).lines()).allMatch(line -> line.length() <= 10);
        assertThat(new TablePrinter(3).print("abcdef")).isEqualTo("abcdef");
    }

    @Test
    void coloursHeadingsAndStatesAfterTheCut() {
        List<Map<String, String>> rows = List.of(Map.of("state", "RUNNING"), Map.of("state", "BACKOFF"));
        assertThat(new TablePrinter(0, true).print(rows)).isEqualTo("""
                \u001b[1mSTATE\u001b[0m
                \u001b[32mRUNNING\u001b[0m
                \u001b[31mBACKOFF\u001b[0m""");
        assertThat(new TablePrinter(4, true).print(rows)).endsWith("BACK");
    }

    @Test
    void writesTimesWithAUnit() {
        assertThat(print(List.of(Map.of("busy", Duration.ofMillis(1250))))
                        .lines()
                        .toList())
                .containsExactly("BUSY", "1.25 s");
        assertThat(print(Instant.parse("2026-01-02T03:04:05.678Z"))).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void keepsControlCharactersFromTheTerminal() {
        assertThat(print("a\u001b[31mred\tx\ny")).isEqualTo("a [31mred\tx\ny");
        assertThat(print(List.of(new Row("\u001b]0;title\u0007", 0, Optional.empty()))))
                .doesNotContain("\u001b", "\u0007");
    }
}
