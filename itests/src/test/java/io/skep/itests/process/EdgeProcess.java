package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An edge that the distribution's own script starts, in a folder with its settings in conf/edgecore.yaml. */
record EdgeProcess(Process process) implements AutoCloseable {

    /** @param prefix words of a program that starts it, or none */
    static EdgeProcess start(List<String> prefix, Path state) throws IOException {
        return new EdgeProcess(launch("edgecore", prefix, state));
    }

    /** Starts any distribution in a folder with its settings in conf/DISTRIBUTION.yaml. */
    static Process launch(String distribution, List<String> prefix, Path state) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Cluster.ROOT
                        .resolve("distributions")
                        .resolve(distribution)
                        .resolve("target")
                        .resolve(distribution)
                        .resolve("bin")
                        .resolve(distribution)
                        .toString(),
                "--dir",
                state.toString(),
                "--name",
                state.getFileName().toString(),
                "--config",
                state.resolve("conf/" + distribution + ".yaml").toString()));
        Files.createDirectories(state.resolve("log"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("log/console.log").toFile());
        builder.environment()
                .put(
                        "SKEP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        return builder.start();
    }

    @Override
    public void close() {
        end(process);
    }

    /** Ends it in good order, or at once when it does not. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
