package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An edge that the distribution's own script starts, in a folder with its settings in conf/edgecore.yaml. */
record EdgeProcess(Process process) implements AutoCloseable {

    /** @param prefix words of a program that starts it, or none */
    static EdgeProcess start(List<String> prefix, Path state) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Cluster.ROOT
                        .resolve("distributions/edgecore/target/edgecore/bin/edgecore")
                        .toString(),
                "--dir",
                state.toString(),
                "--name",
                state.getFileName().toString(),
                "--config",
                state.resolve("conf/edgecore.yaml").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("log/console.log").toFile());
        builder.environment()
                .put(
                        "SKEP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        return new EdgeProcess(builder.start());
    }

    @Override
    public void close() {
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
