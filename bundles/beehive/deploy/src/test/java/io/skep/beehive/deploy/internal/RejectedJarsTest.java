package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class RejectedJarsTest {

    @TempDir
    Path temp;

    private static StoredJar jar(String digest) {
        return new StoredJar(Path.of(digest), digest, "a", Version.emptyVersion, "here");
    }

    @Test
    void remembersBeyondTheProcessAndForgetsWhatHasProvedItself() {
        Path file = temp.resolve("jars/rejected");
        RejectedJars rejected = new RejectedJars(file);
        rejected.add("1");
        rejected.add("2");
        rejected.remove("1");
        RejectedJars later = new RejectedJars(file);
        assertThat(later.contains(jar("1"))).isFalse();
        assertThat(later.contains(jar("2"))).isTrue();
    }

    @Test
    void keepsTheNewestOnly() throws IOException {
        RejectedJars rejected = new RejectedJars(temp.resolve("rejected"));
        for (int i = 0; i < 250; i++) {
            rejected.add(String.valueOf(i));
        }
        assertThat(Files.readAllLines(temp.resolve("rejected")))
                .hasSize(200)
                .startsWith("50")
                .endsWith("249");
    }
}
