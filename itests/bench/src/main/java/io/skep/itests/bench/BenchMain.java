package io.skep.itests.bench;

import io.skep.beehive.api.BusException;
import io.skep.beehive.testkit.TestBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures the areas {@code bus} and {@code swap} of the scoreboard and writes the values of each run as lines of
 * {@code NAME UNIT VALUE VALUE ...}. Names that begin with {@code queue.} are the yardstick.
 */
public final class BenchMain {

    private static final double MICRO = 1_000;

    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    private BenchMain() {}

    /** {@code AREA RUNS BUNDLES FILE [JVM OPTION...]}. */
    public static void main(String[] arguments) throws Exception {
        BenchMain bench = new BenchMain();
        int runs = Integer.parseInt(arguments[1]);
        Path work = Path.of(arguments[3]);
        if (arguments[0].equals("bus")) {
            bench.bus(runs, List.of(arguments).subList(4, arguments.length));
        } else {
            bench.swap(runs, Path.of(arguments[2]), work.resolveSibling("felix-cache"));
        }
        Files.writeString(work, bench.lines());
    }

    private String lines() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + units.get(entry.getKey()) + " "
                        + entry.getValue().stream()
                                .map(value -> String.format(Locale.ROOT, "%.6f", value))
                                .collect(Collectors.joining(" "))
                        + "\n")
                .collect(Collectors.joining());
    }

    private void add(String name, String unit, double value) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        units.put(name, unit);
    }

    private void bus(int runs, List<String> options) throws Exception {
        List<String> jvm = new ArrayList<>(options);
        jvm.add("-Djmh.executor=VIRTUAL");
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(BusShapes.class.getSimpleName())
                        .include(QueueShapes.class.getSimpleName())
                        .forks(runs)
                        .warmupIterations(3)
                        .measurementIterations(3)
                        .addProfiler(GCProfiler.class)
                        .jvmArgs(jvm.toArray(String[]::new))
                        .build())
                .run();
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            String side = benchmark.contains(BusShapes.class.getSimpleName()) ? "bus" : "queue";
            String shape = benchmark.substring(benchmark.lastIndexOf('.') + 1);
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                take(side, shape, fork);
            }
        }
        for (int run = 0; run < runs; run++) {
            add("bus.send_sync.lost", "per_million", lost());
        }
    }

    private void take(String side, String shape, BenchmarkResult fork) {
        Result<?> primary = fork.getPrimaryResult();
        double score = primary.getScore();
        double bytes = fork.getSecondaryResults().containsKey("gc.alloc.rate.norm")
                ? fork.getSecondaryResults().get("gc.alloc.rate.norm").getScore()
                : fork.getSecondaryResults().get("·gc.alloc.rate.norm").getScore();
        switch (shape) {
            case "oneToOneReused" -> add(side + ".one_to_one.reused", "msg/s", score);
            case "oneToOneNew" -> {
                add(side + ".one_to_one.new", "msg/s", score);
                add(side + ".message.bytes", "B", bytes);
            }
            case "eightToEight" -> add(side + ".eight_to_eight", "msg/s", score);
            case "groupOfEight" -> add(side + ".group_of_eight", "deliveries/s", score);
            case "sendSyncOne" -> {
                add(side + ".send_sync.rate.one", "/s", score);
                add(side + ".send_sync.bytes", "B", bytes);
            }
            case "sendSyncEight" -> add(side + ".send_sync.rate.eight", "/s", score);
            case "pingPong" -> {
                add(side + ".ping_pong", "us", primary.getStatistics().getPercentile(50));
                add(side + ".ping_pong.bytes", "B", bytes);
            }
            case "sendSync" -> {
                add(side + ".send_sync.p50", "us", primary.getStatistics().getPercentile(50));
                add(side + ".send_sync.p99", "us", primary.getStatistics().getPercentile(99));
                add(side + ".send_sync.p99_9", "us", primary.getStatistics().getPercentile(99.9));
            }
            default -> throw new IllegalStateException("no name for " + shape);
        }
    }

    /** Answers that did not come of a million calls of eight callers at a time. */
    private static double lost() throws InterruptedException {
        AtomicLong lost = new AtomicLong();
        try (TestBus bus = new TestBus()) {
            bus.start("echo", "echo", BusShapes.Hall::echo);
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                callers.add(Thread.startVirtualThread(() -> {
                    for (int i = 0; i < BusShapes.MESSAGES / 8; i++) {
                        try {
                            bus.bus().sendSync("echo", BusShapes.message(), Duration.ofSeconds(5));
                        } catch (BusException | InterruptedException e) {
                            lost.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
        }
        return lost.get();
    }

    private void swap(int runs, Path bundles, Path cache) throws Exception {
        for (int run = 0; run < runs; run++) {
            try (SwapLoad load = SwapLoad.open(bundles, cache, 4)) {
                load.run(200_000, 10);
                SwapLoad.Result result = load.run(1_000_000, 50);
                add("swap.pause", "ms", result.pause(99) / MICRO / MICRO);
                add("swap.pause.p50", "ms", result.pause(50) / MICRO / MICRO);
                add("swap.lost", "messages", result.lost() + result.disordered());
                add("swap.repeated", "messages", result.repeated());
            }
        }
    }
}
