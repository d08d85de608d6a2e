package io.skep.distributions.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenModelTest {

    @TempDir
    Path temp;

    @Test
    void readsVersionsClassifiersAndFilesFromMavensList() {
        MavenModel model = MavenModel.parse(List.of(
                "",
                "The following files have been resolved:",
                "   org.acme:one:jar:1.2.3:provided:/m2/one-1.2.3.jar -- module org.acme.one [auto]",
                "   io.netty:epoll:jar:linux-x86_64:4.2.18.Final:compile:/m2/epoll native.jar",
                "   org.acme:tool:jar:9:test:/m2/tool.jar"));
        assertThat(model.artifacts().keySet()).containsExactly("org.acme:one", "io.netty:epoll:jar:linux-x86_64");
        MavenModel.Artifact one = model.artifacts().get("org.acme:one");
        assertThat(one.versioned()).isEqualTo("org.acme:one:1.2.3");
        assertThat(one.fileName()).isEqualTo("one-1.2.3.jar");
        MavenModel.Artifact epoll = model.artifacts().get("io.netty:epoll:jar:linux-x86_64");
        assertThat(epoll.versioned()).isEqualTo("io.netty:epoll:jar:linux-x86_64:4.2.18.Final");
        assertThat(epoll.fileName()).isEqualTo("epoll-4.2.18.Final-linux-x86_64.jar");
        assertThat(epoll.file()).isEqualTo(Path.of("/m2/epoll native.jar"));
    }

    @Test
    void refusesABundleThatMavenDoesNotKnowOrDidNotBuild() throws IOException {
        Path jar = Files.writeString(temp.resolve("one.jar"), "");
        MavenModel model = MavenModel.parse(
                List.of("a:one:jar:1:compile:" + jar, "a:two:jar:1:compile:" + temp.resolve("two.jar")));
        assertThat(model.get("a:one", "f").file()).isEqualTo(jar);
        assertThatThrownBy(() -> model.get("a:two", "f")).hasMessageContaining("a:two, which Maven did not build");
        assertThatThrownBy(() -> model.get("a:three", "f"))
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.error()).isEqualTo(LauncherError.NOT_IN_MODEL))
                .hasMessageContaining("feature f names a:three");
    }
}
