package io.skep.itests.bench.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void readsEveryForm() {
        Options options = new Options("--skep", "--ca", "/x", "--flags=-XX:+A -XX:B=1", "--n", "7");
        assertThat(options.has("skep")).isTrue();
        assertThat(options.path("ca")).isEqualTo(Path.of("/x"));
        assertThat(options.text("flags")).isEqualTo("-XX:+A -XX:B=1");
        assertThat(options.number("n", 1)).isEqualTo(7);
        assertThat(options.number("m", 1)).isOne();
        assertThat(options.has("m")).isFalse();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> new Options("hub")).hasMessageContaining("'hub'");
        assertThatThrownBy(() -> new Options("--n", "1").text("ca")).hasMessageContaining("--ca");
    }
}
