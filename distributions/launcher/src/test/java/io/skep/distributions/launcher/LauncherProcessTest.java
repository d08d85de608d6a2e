package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as the start script runs it, with a distribution of one bundle. */
class LauncherProcessTest {

    @TempDir
    Path temp;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void makeDistribution() throws IOException {
        Files.createDirectories(temp.resolve("home/features"));
        Files.createDirectories(temp.resolve("home/bundle"));
        feature("{\"id\":\"g:a:1\",\"start-order\":1,\"file\":\"a.jar\",\"sha256\":\"1\"}");
        TestBundles.write(temp.resolve("home/bundle/a.jar"), TestBundles.bundle("a", "1.0.0"));
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    private void feature(String bundles) throws IOException {
        Files.writeString(temp.resolve("home/features/mini.json"), "{\"id\":\"t:mini\",\"bundles\":[" + bundles + "]}");
    }

    private Process launch() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        "--home",
                        temp.resolve("home").toString(),
                        "--distribution",
                        "mini",
                        "--dir",
                        temp.resolve("state").toString())
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private static List<String> readUntil(Process process, String word) throws IOException {
        List<String> lines = new ArrayList<>();
        var reader = process.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.contains(word)) {
                return lines;
            }
        }
        return lines;
    }

    private static int signalled(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void eachOfTheThreeSignalsEndsItWithZero() throws IOException, InterruptedException {
        for (String signal : List.of("TERM", "INT", "HUP")) {
            Process process = launch();
            assertThat(readUntil(process, " started: ").getLast()).contains("mini started: 2 bundles");
            assertThat(signalled(process, signal)).as(signal).isZero();
        }
        assertThat(Files.readString(temp.resolve("state/log/mini.log"))).contains("msg=\"mini stopped\"");
    }

    @Test
    void quitGivesAThreadDumpAndDoesNotEndIt() throws IOException, InterruptedException {
        Process process = launch();
        readUntil(process, " started: ");
        new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(readUntil(process, "Full thread dump").getLast()).contains("Full thread dump");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aSecondInstanceInTheSameFolderIsRefusedInOneLine() throws IOException, InterruptedException {
        Process first = launch();
        readUntil(first, " started: ");
        Process second = launch();
        List<String> said = readUntil(second, "no such word");
        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(said).singleElement().asString().startsWith("SKEP-107 ").contains("process " + first.pid());
    }

    @Test
    void aBundleThatDoesNotResolveIsNamedWithWhatItMisses() throws IOException {
        feature("{\"id\":\"g:b:1\",\"start-order\":1,\"file\":\"b.jar\",\"sha256\":\"1\"}");
        TestBundles.write(
                temp.resolve("home/bundle/b.jar"), TestBundles.bundle("b", "1.0.0", "Import-Package", "com.missing"));
        List<String> said = readUntil(launch(), " started ");
        assertThat(said)
                .anySatisfy(line -> assertThat(line)
                        .contains("SKEP-110 The bundle b does not resolve: nobody provides the package com.missing."));
        assertThat(said.getLast()).contains("started without [b]");
    }

    @Test
    void aMissingBundleFileEndsItInOneLine() throws IOException, InterruptedException {
        Files.delete(temp.resolve("home/bundle/a.jar"));
        Process process = launch();
        List<String> said = readUntil(process, "no such word");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said.getLast()).startsWith("SKEP-106 ").contains("g:a:1");
        assertThat(process.exitValue()).isEqualTo(1);
    }
}
