package io.skep.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.fuzz.JazzerRun.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JazzerRunTest {

    private static final String GOOD = """
            INFO: Seed: 2836432688
            #2	INITED cov: 2 ft: 2 corp: 1/1b exec/s: 0 rss: 1046Mb
            #2387	NEW    cov: 40 ft: 71 corp: 9/90b lim: 25 exec/s: 0 rss: 1046Mb L: 4/4 MS: 4 CMP- DE: "s"-
            #98760	DONE   cov: 41 ft: 80 corp: 12/300b lim: 4096 exec/s: 2408 rss: 555Mb
            stat::number_of_executed_units: 98760
            """;

    private static final String BAD = """
            #77	NEW    cov: 4 ft: 4 corp: 3/9b lim: 25 exec/s: 0 rss: 1046Mb
            == Java Exception: java.time.DateTimeException: Invalid value
            	at java.base/java.time.Instant.ofEpochSecond(Instant.java:1)
            == 4711== ERROR: libFuzzer: out-of-memory (used: 2100Mb)
            """;

    @TempDir
    Path temp;

    @Test
    void readsWhatJazzerHasDone() {
        Result result = Result.parse("token", GOOD, Duration.ofSeconds(41));
        assertThat(result).isEqualTo(new Result("token", Duration.ofSeconds(41), 98_760, 41, 12, List.of()));
        assertThat(result.isGood()).isTrue();
        assertThat(result.row().split(" +")).containsExactly("token", "41", "98760", "41", "12", "0");
        assertThat(result.row()).hasSameSizeAs(Result.header());
    }

    @Test
    void readsWhatJazzerHasFound() {
        Result result = Result.parse("token", BAD, Duration.ofSeconds(3));
        assertThat(result.findings())
                .containsExactly(
                        "java.time.DateTimeException: Invalid value", "libFuzzer: out-of-memory (used: 2100Mb)");
        assertThat(result.executions()).isEqualTo(77);
        assertThat(result.isGood()).isFalse();
    }

    @Test
    void doesNotCallARunGoodThatHasDoneNothing() {
        assertThat(Result.parse("token", "no such class", Duration.ZERO).isGood())
                .isFalse();
    }

    /** Jazzer works with this JDK and with our classes: a second of the simplest target reaches branches of it. */
    @Test
    void fuzzesATargetInAProcessOfItsOwn() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean good = new FuzzMain(temp, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(List.of(Targets.named("selector")), Duration.ofSeconds(1), temp.resolve("corpora"));
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(good).as(text).isTrue();
        String[] row = text.lines()
                .filter(line -> line.startsWith("selector "))
                .findFirst()
                .orElseThrow()
                .split(" +");
        assertThat(Long.parseLong(row[2])).as("executions").isPositive();
        assertThat(Long.parseLong(row[3])).as("coverage").isGreaterThan(20);
        assertThat(Files.readString(temp.resolve("selector/log.txt"))).contains("Instrumented io.skep.common.kubeapi");
        assertThat(Corpus.parse(Files.readString(temp.resolve("corpora/selector.txt"))))
                .isNotEmpty();
    }
}
