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
    void addsUpTheGenerationsOfAnyCollector() {
        assertThat(Footprint.used("DefNew     total 6720K, used 54K [0x1)\nTenured    total 14732K, used 10909K [0x1"))
                .isEqualTo(10_963);
        assertThat(Footprint.used("garbage-first heap   total reserved 1024K, committed 512K, used 77K [0x1"))
                .isEqualTo(77);
    }
}
