package io.skep.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakStateTest {

    @TempDir
    private Path folder;

    private SoakState open(int rounds, long seed) {
        return SoakState.open(folder.resolve("soak"), "cut", rounds, seed);
    }

    @Test
    void goesOnWhereItWasInterrupted() {
        SoakState first = open(3, 0);
        int chance = first.random().nextInt();
        first.finished(20);
        int next = first.random().nextInt();

        SoakState second = open(3, 0);
        assertThat(second.next()).isEqualTo(1);
        assertThat(second.seed()).isEqualTo(first.seed());
        assertThat(second.random().nextInt()).isEqualTo(next).isNotEqualTo(chance);
        second.finished(10);
        second.finished(30);
        assertThat(second.isDone()).isTrue();
        assertThat(second.summary("cuts"))
                .isEqualTo("cuts: 3 of 3 rounds, p50 20 ms, p99 30 ms, most 30 ms, seed " + first.seed());
    }

    @Test
    void beginsAnewAfterTheEndAndForAnotherRun() {
        SoakState first = open(1, 7);
        first.finished(20);
        assertThat(open(1, 0).next()).as("the run had ended").isZero();

        SoakState second = open(2, 7);
        second.finished(20);
        assertThat(open(3, 0).next()).as("another length").isZero();
        assertThat(open(2, 8).next()).as("another seed").isZero();
        assertThat(open(2, 7).next()).isEqualTo(1);
    }

    @Test
    void saysWhichFileIsUnreadable() throws Exception {
        Files.createDirectories(folder.resolve("soak"));
        Files.writeString(folder.resolve("soak/cut.json"), "{");
        assertThatThrownBy(() -> open(1, 0)).isInstanceOf(AssertionError.class).hasMessageContaining("cut.json");
    }
}
