package io.skep.itests.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A module of the bus in another language: Python, which has sockets of packets. It does what it is told, line by line. */
public final class RemoteProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String MESSAGE =
            "{\"header\":{\"msg_id\":\"%s\",\"parent_msg_id\":\"%s\",\"timestamp\":1,\"sync\":%b,"
                    + "\"type\":\"unixpacket\"},\"route\":{\"source\":\"%s\",\"destination\":\"%s\",\"group\":\"user\","
                    + "\"operation\":\"%s\",\"resource\":\"%s\"},\"content\":%s}";

    private final Process process;
    private final BufferedReader out;

    public RemoteProcess() {
        try {
            this.process = new ProcessBuilder(
                            "python3",
                            Cluster.ROOT
                                    .resolve("itests/src/test/resources/socket/remote.py")
                                    .toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** One that is connected. */
    static RemoteProcess connected(Path address) {
        RemoteProcess remote = new RemoteProcess();
        remote.ask("connect " + address);
        return remote;
    }

    /** One that is connected and has added its module. */
    public static RemoteProcess joined(Path address, String module) {
        RemoteProcess remote = connected(address);
        remote.add(module);
        return remote;
    }

    /** Adds a module and returns what the other side answers. */
    String add(String module) {
        send(module, "", "add", "module", "\"\"", true, "");
        return read();
    }

    /** Sends a message and returns its id. */
    public String send(
            String source,
            String destination,
            String operation,
            String resource,
            String content,
            boolean sync,
            String parent) {
        String id = UUID.randomUUID().toString();
        tell("send " + MESSAGE.formatted(id, parent, sync, source, destination, operation, resource, content));
        return id;
    }

    public String read() {
        return ask("read");
    }

    void tell(String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(line)
                    .append('\n')
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells it something and waits for the line that it says to it. */
    String ask(String line) {
        tell(line);
        return answer(LIMIT);
    }

    String answer(Duration limit) {
        try {
            return CompletableFuture.supplyAsync(this::line, Thread::startVirtualThread)
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the remote process said nothing for " + limit, e);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String line() {
        try {
            return String.valueOf(out.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it, as kill -9 does. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
