package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.metrics.internal.Family.Label;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {

    private static final List<Family> FAMILIES = List.of(
            Family.gauge("skep_depth", "A \"depth\" in C:\\tmp\nand more.")
                    .add(3, new Label("module", "edged"), new Label("path", "C:\\a \"b\"\n"))
                    .add(0.25, new Label("module", "twin"))
                    .build(),
            Family.counter("skep_seen", "Seen.").add(1L << 40).build(),
            Family.summary("skep_wait_seconds", "Waited.")
                    .add(0.001, new Label("quantile", "0.5"))
                    .addSum(1.5, 12, List.of())
                    .build(),
            Family.info("skep_container", "It.")
                    .add(1, new Label("name", "edge-1"))
                    .build(),
            Family.gauge("skep_none", "No sample, so not told.").build());

    @Test
    void writesTheTextOfPrometheus() {
        assertThat(TextFormat.PROMETHEUS.write(FAMILIES)).isEqualTo("""
                # HELP skep_depth A "depth" in C:\\\\tmp\\nand more.
                # TYPE skep_depth gauge
                skep_depth{module="edged",path="C:\\\\a \\"b\\"\\n"} 3
                skep_depth{module="twin"} 0.25
                # HELP skep_seen_total Seen.
                # TYPE skep_seen_total counter
                skep_seen_total 1099511627776
                # HELP skep_wait_seconds Waited.
                # TYPE skep_wait_seconds summary
                skep_wait_seconds{quantile="0.5"} 0.001
                skep_wait_seconds_sum 1.5
                skep_wait_seconds_count 12
                # HELP skep_container_info It.
                # TYPE skep_container_info gauge
                skep_container_info{name="edge-1"} 1
                """);
    }

    @Test
    void openMetricsNamesFamiliesWithoutSuffixAndHasAnEnd() {
        assertThat(TextFormat.OPEN_METRICS.write(FAMILIES)).isEqualTo("""
                # HELP skep_depth A \\"depth\\" in C:\\\\tmp\\nand more.
                # TYPE skep_depth gauge
                skep_depth{module="edged",path="C:\\\\a \\"b\\"\\n"} 3
                skep_depth{module="twin"} 0.25
                # HELP skep_seen Seen.
                # TYPE skep_seen counter
                skep_seen_total 1099511627776
                # HELP skep_wait_seconds Waited.
                # TYPE skep_wait_seconds summary
                skep_wait_seconds{quantile="0.5"} 0.001
                skep_wait_seconds_sum 1.5
                skep_wait_seconds_count 12
                # HELP skep_container It.
                # TYPE skep_container info
                skep_container_info{name="edge-1"} 1
                # EOF
                """);
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, +Inf", "-Infinity, -Inf", "-3, -3", "1e300, 1.0E300", "0.5, 0.5"})
    void writesNumbersAsBothFormsReadThem(double value, String text) {
        assertThat(TextFormat.PROMETHEUS.write(
                        List.of(Family.gauge("n", "").add(value).build())))
                .endsWith("\nn " + text + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | PROMETHEUS",
                "*/* | PROMETHEUS",
                "text/html | PROMETHEUS",
                "application/openmetrics-text | OPEN_METRICS",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1 | OPEN_METRICS",
                "text/plain;version=0.0.4, application/openmetrics-text; q=0.3 | PROMETHEUS",
                "application/openmetrics-text;q=0 | PROMETHEUS",
                "application/openmetrics-text;q=x | PROMETHEUS"
            })
    void choosesTheFormThatIsLikedMost(String accept, TextFormat chosen) {
        assertThat(TextFormat.preferred(accept)).isEqualTo(chosen);
    }
}
