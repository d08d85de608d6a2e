package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployGuardTest {

    @TempDir
    Path temp;

    @Test
    void passesABundle() {
        Path jar = TestBundles.write(temp.resolve("a.jar"), TestBundles.bundle("a", "1.0.0"));
        assertThat(DeployGuard.fault(jar)).isEmpty();
    }

    @Test
    void saysWhyAFileIsNoBundle() throws IOException {
        Path plain = TestBundles.write(temp.resolve("plain.jar"), TestBundles.jar(Map.of()));
        Path text = Files.writeString(temp.resolve("text.jar"), "hello");
        Path empty = Files.writeString(temp.resolve("empty.jar"), "");
        assertThat(DeployGuard.fault(plain)).contains("its manifest has no Bundle-SymbolicName");
        assertThat(DeployGuard.fault(text)).get().asString().startsWith("it is no jar");
        assertThat(DeployGuard.fault(empty)).get().asString().startsWith("it is no jar");
    }

    @Test
    void saysNothingAboutAFileThatHasGone() {
        assertThat(DeployGuard.fault(temp.resolve("gone.jar"))).isEmpty();
    }
}
