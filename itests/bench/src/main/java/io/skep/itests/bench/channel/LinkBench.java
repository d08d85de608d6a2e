package io.skep.itests.bench.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.internal.NettyLinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** One connection between two processes that have nothing but the transport. */
final class LinkBench implements LinkHandler {

    private static final int BATCH = 1000;
    private static final int CALLERS = 16;
    private static final long PATIENCE_SECONDS = 60;

    private final Map<String, CompletableFuture<Void>> asked = new ConcurrentHashMap<>();
    private final ObjectNode content = LinkEnds.content();
    private final long warmNanos;
    private final long runNanos;

    private LinkBench(int warmSeconds, int runSeconds) {
        this.warmNanos = TimeUnit.SECONDS.toNanos(warmSeconds);
        this.runNanos = TimeUnit.SECONDS.toNanos(runSeconds);
    }

    /** Options {@code ca}; {@code server-flags}: of the server's JVM, with blanks between; {@code warm}, {@code seconds} of each shape. */
    static Rows run(Options options) throws Exception {
        Rows rows = new Rows();
        Process server = server(options.path("ca"), options.has("server-flags") ? options.text("server-flags") : "");
        try (BufferedReader port = server.inputReader(StandardCharsets.US_ASCII)) {
            LinkBench bench = new LinkBench(options.number("warm", 5), options.number("seconds", 5));
            int listening = Integer.parseInt(String.valueOf(port.readLine()));
            try (Link link = new LinkEnds(options.path("ca")).connect(new NettyLinks(), "bench", listening, bench)) {
                bench.oneWay(link, bench.warmNanos, new Rows(), new Proc(server.pid()));
                bench.oneWay(link, bench.runNanos, rows, new Proc(server.pid()));
                bench.roundTrips(link, 1, bench.warmNanos);
                rows.add("link.round_trip.one", "/s", bench.roundTrips(link, 1, bench.runNanos));
                bench.roundTrips(link, CALLERS, bench.warmNanos);
                rows.add("link.round_trip.sixteen", "/s", bench.roundTrips(link, CALLERS, bench.runNanos));
            }
        } finally {
            server.destroy();
        }
        return rows;
    }

    private static Process server(Path ca, String flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        Arrays.stream(flags.split(" ")).filter(flag -> !flag.isEmpty()).forEach(command::add);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), LinkServerMain.class.getName(), ca.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void oneWay(Link link, long nanos, Rows rows, Proc server) throws Exception {
        Proc client = new Proc(ProcessHandle.current().pid());
        double clientCpu = client.cpuSeconds();
        double serverCpu = server.cpuSeconds();
        long begin = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - begin < nanos) {
            for (int i = 0; i < BATCH; i++) {
                link.send(LinkEnds.message("update", content));
            }
            sent += BATCH;
        }
        ask(link);
        double seconds = (System.nanoTime() - begin) / 1e9;
        rows.add("link.one_way", "msg/s", sent / seconds);
        rows.add("link.cpu.client", "us/msg", (client.cpuSeconds() - clientCpu) * 1e6 / sent);
        rows.add("link.cpu.server", "us/msg", (server.cpuSeconds() - serverCpu) * 1e6 / sent);
    }

    /** Sends a message and waits for its answer; what was sent before has been handled then. */
    private void ask(Link link) throws Exception {
        Message message = LinkEnds.message(LinkEnds.ASK, content);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        asked.put(message.id(), answer);
        link.send(message);
        answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private double roundTrips(Link link, int callers, long nanos) throws Exception {
        LongAdder done = new LongAdder();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                while (System.nanoTime() - begin < nanos) {
                    ask(link);
                    done.increment();
                }
                return null;
            });
            Thread.ofVirtual().start(task);
            tasks.add(task);
        }
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
        return done.sum() / ((System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void connected(Link link) {}

    @Override
    public void received(Link link, Message message) {
        CompletableFuture<Void> answer = asked.remove(message.parentId());
        if (answer != null) {
            answer.complete(null);
        }
    }

    @Override
    public void disconnected(Link link, String reason) {
        asked.values().forEach(answer -> answer.completeExceptionally(new IOException(reason)));
    }
}
