package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinTest {

    private final Spin spin = new Spin();

    private void looks(int times, boolean found) {
        for (int i = 0; i < times; i++) {
            assertThat(spin.turns()).isPositive();
            spin.ended(found);
        }
    }

    @Test
    void looksAsLongAsItIsOfUse() {
        int most = spin.turns();
        looks(100, true);
        assertThat(spin.turns()).isEqualTo(most);
        looks(1, false);
        assertThat(spin.turns()).isLessThan(most).isPositive();
        looks(5, true);
        assertThat(spin.turns()).isEqualTo(most);
    }

    @Test
    void looksNoMoreWhereItIsOfNoUseButTriesNowAndThen() {
        looks(4, false);
        int tries = 0;
        for (int i = 0; i < 320; i++) {
            if (spin.turns() > 0) {
                spin.ended(false);
                tries++;
            }
        }
        assertThat(tries).isEqualTo(10);
    }

    @Test
    void comesBackWhenATryIsOfUse() {
        looks(4, false);
        int skipped = 0;
        while (spin.turns() == 0) {
            skipped++;
        }
        assertThat(skipped).isLessThan(100);
        spin.ended(true);
        assertThat(spin.turns()).isPositive();
    }
}
