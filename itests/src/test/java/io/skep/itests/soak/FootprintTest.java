package io.skep.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FootprintTest {

    private static final Footprint BEFORE = new Footprint(10_000, 7_000, 6_000, 40, 100);

    @Test
    @Timeout(60)
    void looksAtARunningProcess() {
        Footprint mine = Footprint.take(ProcessHandle.current().pid());
        assertThat(mine.heap()).isPositive();
        assertThat(mine.metaspace()).isPositive();
        assertThat(mine.classes()).isGreaterThan(500);
        assertThat(mine.threads()).isGreaterThan(3);
        assertThat(mine.handles()).isGreaterThan(3);
    }

    @Test
    void namesWhatGrew() {
        Footprint after = new Footprint(10_600, 7_100, 6_290, 40, 106);
        assertThat(after.grownSince(BEFORE, 5))
                .containsExactly("heap KiB grew from 10000 to 10600", "handles grew from 100 to 106");
        assertThat(after.grownSince(BEFORE, 6)).isEmpty();
    }

    @Test
    void forgivesAFewUnitsOfSmallFigures() {
        assertThat(new Footprint(10_000, 7_000, 6_000, 43, 103).grownSince(BEFORE, 0))
                .isEqualTo(List.of());
    }

    @Test
    void printsBothInATable() {
        assertThat(new Footprint(10_500, 7_000, 6_000, 38, 100).table(BEFORE))
                .containsPattern("heap KiB +10000 +10500 +5[.]0%")
                .containsPattern("threads +40 +38 +-5[.]0%");
    }

    @Test
    void readsWhatIsReachableFromTheHistogram() {
        assertThat(Footprint.live("   1:  12  4096  [B (java.base@25)\nTotal        333640       22931936\n"))
                .isEqualTo(22_394);
    }
}
