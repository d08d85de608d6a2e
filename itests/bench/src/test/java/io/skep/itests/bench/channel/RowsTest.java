package io.skep.itests.bench.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.skep.common.model.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {

    @TempDir
    Path folder;

    @Test
    void writesALineForEach() throws Exception {
        Rows rows = new Rows();
        rows.add("hub.idle.cpu", "cores", 0.05);
        rows.leaveOut("hub.connection.kb.max", "too\nfew files");
        rows.note("said");
        rows.write(folder.resolve("f"));
        assertThat(folder.resolve("f"))
                .hasContent("hub.idle.cpu cores 0.050000\n- hub.connection.kb.max too few files\n# said\n");
    }

    @Test
    void percentilesAreValuesThatWereSeen() {
        double[] values = {9, 1, 8, 2, 7, 3, 6, 4, 5, 10};
        assertThat(Rows.percentile(values, 50)).isEqualTo(5);
        assertThat(Rows.percentile(values, 99)).isEqualTo(10);
        assertThat(Rows.percentile(new double[] {3}, 50)).isEqualTo(3);
    }

    @Test
    void cutsAreShortAndLongInAnOrderThatStays() {
        List<Double> lengths = ReconnectBench.lengths(20, 60);
        assertThat(lengths).hasSize(20).doesNotHaveDuplicates().isEqualTo(ReconnectBench.lengths(20, 60));
        assertThat(lengths.stream().mapToDouble(Double::doubleValue).min().orElseThrow())
                .isEqualTo(0.5);
        assertThat(lengths.stream().mapToDouble(Double::doubleValue).max().orElseThrow())
                .isCloseTo(60, within(0.001));
        assertThat(lengths.stream().filter(length -> length < 5.5)).hasSize(10);
    }

    @Test
    void procKnowsThisProcess() throws Exception {
        Proc self = new Proc(ProcessHandle.current().pid());
        assertThat(self.cpuSeconds()).isPositive();
        assertThat(self.residentKilobytes(0)).isBetween(10_000.0, 10_000_000.0);
        assertThat(self.maxFiles()).isGreaterThan(100);
    }

    @Test
    void theContentOfALinkMessageIsOneKibibyte() {
        assertThat(Json.writeBytes(LinkEnds.content())).hasSize(1024);
    }
}
