package io.skep.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short form of the fuzz runs: what is in the corpora, old findings among it, and some thousand blind changes of it. */
class TargetsTest {

    private static final int CHANGES = 3_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    static Stream<String> names() {
        return Targets.names().stream();
    }

    private static void run(Target target, byte[] input) {
        try {
            assertTimeoutPreemptively(LIMIT, () -> target.run(input));
        } catch (Throwable e) {
            throw new AssertionError(
                    target.name() + " fails on " + Base64.getEncoder().encodeToString(input) + ": " + e, e);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void bearsItsCorpus(String name) {
        Target target = Targets.named(name);
        assertThat(Corpus.of(target)).hasSizeGreaterThanOrEqualTo(4);
        Corpus.of(target).forEach(input -> run(target, input));
    }

    @ParameterizedTest
    @MethodSource("names")
    void bearsChangesOfItsCorpus(String name) throws Exception {
        Target target = Targets.named(name);
        List<byte[]> corpus = Corpus.of(target);
        Mutator mutator = new Mutator(new SplittableRandom(name.hashCode()));
        for (int i = 0; i < CHANGES; i++) {
            byte[] input = mutator.mutate(corpus.get(i % corpus.size()), corpus);
            try {
                target.run(input);
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        name + " fails on " + Base64.getEncoder().encodeToString(input) + ": " + e, e);
            }
        }
    }

    @Test
    void knowsEachTargetByItsName() {
        assertThat(names())
                .hasSizeGreaterThan(10)
                .allMatch(name -> Targets.named(name).name().equals(name));
        assertThatThrownBy(() -> Targets.named("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("message");
    }
}
