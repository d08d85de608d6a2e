package io.skep.itests.kubectl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The distribution apiserver as a process of its own on a free port, and kubectl as its administrator. */
final class ApiProcess implements AutoCloseable {

    private static final Path ROOT =
            Path.of(System.getProperty("skep.root", "..")).toAbsolutePath().normalize();
    private static final int SECONDS = 60;

    private final Path folder;
    private Process process;

    private ApiProcess(Path folder) {
        this.folder = folder;
    }

    /** What a program printed and how it ended. */
    record Result(int status, String out) {

        Result ok() {
            if (status != 0) {
                throw new AssertionError("ended with " + status + ":\n" + out);
            }
            return this;
        }
    }

    static boolean hasKubectl() {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
    }

    static ApiProcess start(Path folder) throws IOException, InterruptedException {
        ApiProcess api = new ApiProcess(folder);
        Files.writeString(folder.resolve("apiserver.yaml"), """
                apiVersion: cloudcore.config.kubeedge.io/v1alpha1
                kind: CloudCore
                modules:
                  apiServer: {port: %d, dataSource: %s/api.db, kubeConfig: %s/kubeconfig, pkiDir: %s/pki}
                  cloudHub: {enable: false}
                  edgeController: {enable: false}
                  syncController: {enable: false}
                """.formatted(freePort(), folder, folder, folder));
        api.restart();
        return api;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts the process and waits until namespace and account {@code default} are there. */
    void restart() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                ROOT.resolve("distributions/apiserver/target/apiserver/bin/apiserver")
                        .toString(),
                "--dir",
                folder.resolve("run").toString(),
                "--config",
                folder.resolve("apiserver.yaml").toString());
        builder.environment()
                .put(
                        "SKEP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("out.log").toFile()));
        process = builder.start();
        await("serviceaccount/default", "get", "serviceaccount", "default", "-o", "name");
    }

    /** Repeats a command until its output contains a text. */
    void await(String text, String... words) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        String last = "";
        while (System.nanoTime() < end && process.isAlive()) {
            last = kubectl(words).out();
            if (last.contains(text)) {
                return;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError(
                "no \"" + text + "\" but\n" + last + "\n" + Files.readString(folder.resolve("out.log")));
    }

    /** Ends the process as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    ProcessBuilder command(String... words) {
        List<String> all = new ArrayList<>(List.of("kubectl"));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG", folder.resolve("kubeconfig").toString(),
                        "HOME", folder.toString()));
        return builder;
    }

    /** Runs kubectl to its end; its two outputs come as one. */
    Result kubectl(String... words) throws IOException, InterruptedException {
        return run(command(words), "");
    }

    Result apply(String yaml) throws IOException, InterruptedException {
        return run(command("apply", "-f", "-"), yaml);
    }

    static Result run(ProcessBuilder builder, String input) throws IOException, InterruptedException {
        Process kubectl = builder.start();
        kubectl.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        kubectl.getOutputStream().close();
        String out = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!kubectl.waitFor(SECONDS, TimeUnit.SECONDS)) {
            kubectl.destroyForcibly();
        }
        return new Result(kubectl.waitFor(), out);
    }

    @Override
    public void close() {
        process.destroy();
        if (process.onExit()
                .completeOnTimeout(process, 20, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            process.destroyForcibly();
        }
    }
}
