package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportTest {

    @TempDir
    Path root;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private void report(String module, String suite, int tests, int failures, String cases) throws IOException {
        Path folder = Files.createDirectories(root.resolve(module).resolve("target/surefire-reports"));
        Files.writeString(
                folder.resolve("TEST-" + suite + ".xml"),
                "<testsuite name=\"" + suite + "\" time=\"1.5\" tests=\"" + tests
                        + "\" errors=\"0\" skipped=\"0\" failures=\"" + failures + "\">" + cases + "</testsuite>");
    }

    private int print(int maven) {
        return new TestReport(new PrintStream(text, true, StandardCharsets.UTF_8))
                .print(root, List.of("0", Integer.toString(maven)));
    }

    @Test
    void countsEachKindOfTestAndClosesWithTheSum() throws IOException {
        report("bundles/edge/edged", "io.skep.edge.edged.ATest", 3, 0, "");
        report("itests", "io.skep.itests.bus.BIT", 4, 0, "");
        report("itests", "io.skep.itests.process.CIT", 5, 0, "");
        assertThat(print(0)).isZero();
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).matches("unit +3 tests +1\\.5 s");
        assertThat(lines.get(1)).matches("in the framework and on the wire +4 tests +1\\.5 s");
        assertThat(lines.get(2)).matches("whole processes +5 tests +1\\.5 s");
        assertThat(lines).contains("12 passed, 0 failed, 0 skipped");
    }

    @Test
    void namesWhatWasSkippedAndKeepsMavensFailure() throws IOException {
        report(
                "bundles/edge/edged",
                "io.skep.edge.edged.ATest",
                3,
                1,
                "<testcase name=\"one\" classname=\"io.skep.edge.edged.ATest\"><skipped/></testcase>");
        assertThat(print(1)).isEqualTo(1);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("1 passed, 1 failed, 1 skipped", "skipped: io.skep.edge.edged.ATest.one", "SKEP-115");
    }
}
