package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.LauncherException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchJvmTest {

    @TempDir
    Path root;

    private Layout script(String text) throws IOException {
        Layout layout = new Layout(root, root);
        Path script = layout.distribution("cloudcore").resolve("bin/cloudcore");
        Files.createDirectories(script.getParent());
        Files.writeString(script, text);
        return layout;
    }

    @Test
    void takesTheOptionsThatDoNotDependOnARun() throws IOException {
        Layout layout = script("""
                [ -n "$java" ] || exit 1
                exec "$java" \\
                    -XX:+UseSerialGC -Xss256k --sun-misc-unsafe-memory-access=allow \\
                    -Dio.netty.allocator.type=adaptive \\
                    ${cache:+"-XX:AOTCache=$cache"} \\
                    -Xlog:disable -Xlog:all=error:stderr \\
                    "-Dorg.sqlite.lib.path=$home/native/$(uname -m)" \\
                    ${SKEP_JAVA_OPTS:-} \\
                    -cp "$home/bin/*" main
                """);
        assertThat(BenchJvm.shipped(layout, "cloudcore"))
                .containsExactly(
                        "-XX:+UseSerialGC",
                        "-Xss256k",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.allocator.type=adaptive");
    }

    @Test
    void namesTheScriptThatIsMissingOrStrange() throws IOException {
        assertThatThrownBy(() -> BenchJvm.shipped(new Layout(root, root), "cloudcore"))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("bin/cloudcore");
        Layout layout = script("echo");
        assertThatThrownBy(() -> BenchJvm.shipped(layout, "cloudcore")).isInstanceOf(LauncherException.class);
    }

    @Test
    void leavesOutAnAreaThatIsNotBuilt() {
        Map<String, String> missing = new LinkedHashMap<>();
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        assertThat(new ChannelBench(root, missing, out).run("storm", 1)).isEmpty();
        assertThat(missing)
                .containsOnlyKeys("storm.2000", "storm.cpu", "storm.live.latest_renewal", "storm.live.missed")
                .containsEntry("storm.2000", "itests/bench is not built");
    }

    @Test
    void everyFigureBelongsToOneArea() {
        List<String> names = Stream.of(Processes.NAMES, JvmBench.NAMES, ChannelBench.NAMES)
                .flatMap(List::stream)
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(ChannelBench.NAMES)
                .allMatch(name -> ChannelBench.AREAS.contains(name.substring(0, name.indexOf('.'))));
    }
}
