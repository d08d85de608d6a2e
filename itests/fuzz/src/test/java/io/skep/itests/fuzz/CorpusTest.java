package io.skep.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    @TempDir
    Path temp;

    @Test
    void readsOneInputALineAndNoComments() {
        assertThat(Corpus.parse("# a finding\nbnVsbA==\n\n  AAE=\n"))
                .containsExactly(new byte[] {'n', 'u', 'l', 'l'}, new byte[] {0, 1});
    }

    @Test
    void refusesALineThatIsNoBase64() {
        assertThatThrownBy(() -> Corpus.parse("%")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unpacksSeedsAndKeptInputsIntoFiles() throws Exception {
        Target target = Targets.named("message");
        Corpus.unpack(target, temp);
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files).hasSameSizeAs(Corpus.of(target));
        }
        assertThat(Files.readAllBytes(temp.resolve("00000")))
                .isEqualTo(target.seeds().getFirst());
    }

    @Test
    void knowsNothingOfATargetWithoutAFile() {
        assertThat(Corpus.kept("none")).isEmpty();
    }

    @Test
    void keepsInputsSmall() {
        for (String name : Targets.names()) {
            List<byte[]> kept = Corpus.kept(name);
            assertThat(kept).as(name).hasSizeLessThanOrEqualTo(200).allMatch(input -> input.length <= 4096);
        }
    }
}
