package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {

    @TempDir
    Path temp;

    private Layout layout;
    private Instance instance;

    @BeforeEach
    void makeDistribution() throws IOException {
        layout = new Layout(temp.resolve("source"), temp.resolve("var"));
        instance = new Instance(layout, "edge-1");
        Files.createDirectories(layout.state("edge-1"));
    }

    private void script(String text) throws IOException {
        Path file = layout.distribution("edgecore").resolve("bin/edgecore");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void findsAndStopsTheProcessThatItStarted() throws IOException {
        script("exec sleep 60");
        ProcessHandle process = instance.start(Map.of());
        assertThat(new Instance(layout, "edge-1").find()).contains(process);
        assertThat(new Instance(layout, "edge-1").stop()).isTrue();
        assertThat(Proc.isRunning(process.pid())).isFalse();
        assertThat(instance.find()).isEmpty();
        assertThat(instance.stop()).isFalse();
    }

    @Test
    void neverTakesAnotherProcessWithTheSameNumberForItsOwn() throws IOException {
        long other = ProcessHandle.current().pid();
        Files.writeString(layout.state("edge-1").resolve("pid"), other + " 12345\n");
        assertThat(instance.find()).isEmpty();
        assertThat(instance.stop()).isFalse();
    }

    @Test
    void aDamagedPidFileMeansNotRunning() throws IOException {
        for (String text : new String[] {"", "x y", "17"}) {
            Files.writeString(layout.state("edge-1").resolve("pid"), text);
            assertThat(instance.find()).isEmpty();
        }
    }

    @Test
    void aProcessThatEndedButWasNotReapedDoesNotRun() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        try {
            long pid = Long.parseLong(shell.inputReader().readLine());
            assertThat(Wait.until(Duration.ofSeconds(10), () -> !Proc.isRunning(pid)))
                    .isTrue();
            assertThat(Proc.isRunning(shell.pid())).isTrue();
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void givesTheLastLineWithACodeAsTheReasonOfAnEnd() throws IOException {
        script("echo '12:00:00 ERROR x: SKEP-301 The file is bad. Mend it.'; echo after; exit 1");
        ProcessHandle process = instance.start(Map.of());
        assertThat(Wait.until(Duration.ofSeconds(10), () -> !process.isAlive())).isTrue();
        assertThat(instance.lastWords()).isEqualTo("SKEP-301 The file is bad. Mend it");
        assertThat(instance.find()).isEmpty();
    }

    @Test
    void knowsTheInstancesByTheirFolders() throws IOException {
        Files.createDirectories(layout.state("edge-10"));
        Files.createDirectories(layout.state("edge-2"));
        Files.createDirectories(layout.state("cloud"));
        Files.createDirectories(layout.state("aot"));
        assertThat(layout.instances()).containsExactly("cloud", "edge-1", "edge-2", "edge-10");
    }
}
