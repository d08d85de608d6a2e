package io.skep.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MutatorTest {

    private static final byte[] INPUT = "{\"content\":1}".getBytes(StandardCharsets.UTF_8);

    private static List<byte[]> mutations(long seed, int count) {
        Mutator mutator = new Mutator(new SplittableRandom(seed));
        List<byte[]> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(mutator.mutate(INPUT, List.of(INPUT)));
        }
        return made;
    }

    @Test
    void makesTheSameOfTheSameRandomNumbers() {
        assertThat(mutations(7, 50)).containsExactlyElementsOf(mutations(7, 50));
        assertThat(mutations(7, 50)).isNotEqualTo(mutations(8, 50));
    }

    @Test
    void makesManyDifferentInputsAndLeavesTheOriginalAlone() {
        byte[] before = INPUT.clone();
        Set<String> different = new HashSet<>();
        mutations(1, 500).forEach(input -> different.add(Arrays.toString(input)));
        assertThat(different).hasSizeGreaterThan(350);
        assertThat(INPUT).isEqualTo(before);
    }

    @Test
    void staysBelowItsBound() {
        Mutator mutator = new Mutator(new SplittableRandom(3));
        byte[] input = new byte[8 * 1024];
        for (int i = 0; i < 200; i++) {
            input = mutator.mutate(input, List.of(new byte[8 * 1024]));
            assertThat(input).hasSizeLessThanOrEqualTo(8 * 1024);
        }
    }

    /** What the short run is for: a planted fault is found. */
    @Test
    void findsAFaultInSomeThousandChanges() {
        Mutator mutator = new Mutator(new SplittableRandom(5));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 3000; i++) {
                        String text = new String(mutator.mutate(INPUT, List.of(INPUT)), StandardCharsets.UTF_8);
                        Finding.unless(!text.contains("NaN"), "a reader that takes NaN");
                    }
                })
                .isInstanceOf(Finding.class)
                .hasMessage("a reader that takes NaN");
    }
}
