package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The benchmarks inside one JVM: the bus by JMH, and swaps in Felix. They run in a process of their own, from {@code itests/bench}. */
final class JvmBench {

    static final List<String> AREAS = List.of("bus", "swap");
    static final List<String> NAMES = List.of(
            "bus.one_to_one.reused",
            "bus.one_to_one.new",
            "bus.message.bytes",
            "bus.ping_pong",
            "bus.eight_to_eight",
            "bus.group_of_eight",
            "bus.send_sync.p50",
            "bus.send_sync.p99",
            "bus.send_sync.p99_9",
            "bus.send_sync.rate.one",
            "bus.send_sync.rate.eight",
            "bus.send_sync.lost",
            "swap.pause",
            "swap.lost");

    /** The collector and the heap of the distributions; the compiler is the JVM's default, {@code SKEP_BENCH_OPTS} changes it. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m");

    private final Path root;
    private final Map<String, String> missing;

    JvmBench(Path root, Map<String, String> missing) {
        this.root = root;
        this.missing = missing;
    }

    /** The options of the measured JVMs, for the reader of the figures. */
    static List<String> options() {
        List<String> options = new ArrayList<>(JVM);
        options.addAll(BenchJvm.more());
        return options;
    }

    /** Measures one area; beside its names those of the same shapes on plain queues, which begin with {@code queue.}. */
    List<Figure> run(String area, int runs) {
        BenchJvm jvm = new BenchJvm(root);
        if (!jvm.isBuilt()) {
            leaveOut(area, "itests/bench is not built");
            return List.of();
        }
        try {
            return read(measure(area, runs, jvm));
        } catch (IOException e) {
            leaveOut(area, Reason.of(e));
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaveOut(area, "interrupted");
            return List.of();
        }
    }

    private Path measure(String area, int runs, BenchJvm jvm) throws IOException, InterruptedException {
        Path file = jvm.folder().resolve("figures");
        Files.deleteIfExists(file);
        List<String> arguments = new ArrayList<>(List.of(
                area,
                String.valueOf(runs),
                root.resolve("distributions/edgecore/target/edgecore/bundle").toString(),
                file.toString()));
        arguments.addAll(options());
        jvm.run(
                options(),
                "io.skep.itests.bench.BenchMain",
                arguments,
                root.resolve("itests/bench/target/bench-" + area + ".log"));
        return file;
    }

    private static List<Figure> read(Path file) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            List<String> words = Arrays.asList(line.split(" "));
            figures.add(new Figure(
                    words.get(0),
                    words.get(1),
                    words.subList(2, words.size()).stream().map(Double::valueOf).toList()));
        }
        return figures;
    }

    private void leaveOut(String area, String why) {
        NAMES.stream().filter(name -> name.startsWith(area + ".")).forEach(name -> missing.put(name, why));
    }
}
