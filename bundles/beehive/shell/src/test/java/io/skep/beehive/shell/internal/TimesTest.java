package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 999 ns",
        "1500, 1.50 us",
        "123456789, 123 ms",
        "2500000000, 2.50 s",
        "312000000000, 5m12s",
        "12000000000000, 3h20m"
    })
    void givesThreeDigitsAndAUnit(long nanos, String text) {
        assertThat(Times.nanos(nanos)).isEqualTo(text);
    }

    @Test
    void columnsGrowAndNeverShrink() {
        Screen plain = new Screen(0, false);
        Columns columns = new Columns(2, 3);
        assertThat(columns.line(List.of("a", "b", "c\u001b"), plain)).isEqualTo("a   b    c");
        assertThat(columns.line(List.of("abcd", "b", ""), plain)).isEqualTo("abcd  b");
        assertThat(columns.line(List.of("a", "b", "c"), plain)).isEqualTo("a     b    c");
        assertThat(columns.line(List.of("ERROR", "b", "c"), new Screen(0, true)))
                .isEqualTo("\u001b[31mERROR\u001b[0m  b    c");
    }
}
