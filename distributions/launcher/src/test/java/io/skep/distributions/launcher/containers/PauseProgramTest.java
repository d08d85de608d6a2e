package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseProgramTest {

    @TempDir
    Path temp;

    @Test
    void isASmallStaticProgramForBothProcessors() throws IOException {
        for (String machine : new String[] {"amd64", "aarch64"}) {
            Path file =
                    Files.write(temp.resolve(machine), PauseProgram.of(machine).orElseThrow());
            assertThat(Tools.isStatic(file)).isTrue();
            assertThat(Files.size(file)).isLessThan(300);
        }
        assertThat(PauseProgram.of("s390x")).isEmpty();
    }

    @Test
    void waitsAndEndsAtTheSignal() throws Exception {
        String machine = System.getProperty("os.arch");
        assumeTrue(PauseProgram.of(machine).isPresent(), "there is no pause program for " + machine);
        Path file = Files.write(temp.resolve("pause"), PauseProgram.of(machine).orElseThrow());
        assertThat(file.toFile().setExecutable(true)).isTrue();
        Process process = new ProcessBuilder(file.toString()).start();
        try {
            assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatLoadsLibrariesOrIsNoProgramIsNotStatic() throws IOException {
        assertThat(Tools.isStatic(Path.of(System.getProperty("java.home"), "bin/java")))
                .isFalse();
        assertThat(Tools.isStatic(Files.writeString(temp.resolve("script"), "#!/bin/sh\n".repeat(10))))
                .isFalse();
        assertThat(Tools.isStatic(temp.resolve("absent"))).isFalse();
    }
}
