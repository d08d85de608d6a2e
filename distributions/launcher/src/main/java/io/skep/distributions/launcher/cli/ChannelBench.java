package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The benchmarks of the channel: each run has a cloud of its own, as shipped, and a process of {@code itests/bench} that loads it. */
final class ChannelBench {

    static final List<String> AREAS = List.of("link", "hub", "distribute", "reconnect", "storm");
    static final List<String> NAMES = List.of(
            "link.one_way",
            "link.cpu.client",
            "link.cpu.server",
            "link.round_trip.one",
            "link.round_trip.sixteen",
            "hub.connection.kb.1000",
            "hub.connection.kb.5000",
            "hub.connection.kb.max",
            "hub.connect.rate",
            "hub.connect.cpu",
            "hub.idle.cpu",
            "distribute.pod_create.p50",
            "distribute.pod_create.p99",
            "distribute.configmap_patch.p50",
            "distribute.configmap_patch.p99",
            "distribute.burst.create",
            "distribute.burst.update",
            "distribute.burst.delete",
            "distribute.spread.create",
            "reconnect.p50",
            "reconnect.p99",
            "storm.2000",
            "storm.cpu",
            "storm.live.latest_renewal",
            "storm.live.missed");

    /** A run of these takes minutes and has many samples in it. */
    private static final Map<String, Integer> MOST_RUNS = Map.of("hub", 3, "reconnect", 1, "storm", 3);

    private static final String MAIN = "io.skep.itests.bench.channel.ChannelMain";
    private static final List<String> LOAD = List.of(
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.leakDetection.level=disabled");

    private final Path root;
    private final Map<String, String> missing;
    private final PrintStream out;
    private final BenchJvm jvm;
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    ChannelBench(Path root, Map<String, String> missing, PrintStream out) {
        this.root = root;
        this.missing = missing;
        this.out = out;
        this.jvm = new BenchJvm(root);
    }

    /** Measures one area. */
    List<Figure> run(String area, int runs) {
        figures.clear();
        try {
            if (!jvm.isBuilt()) {
                throw new IOException("itests/bench is not built");
            }
            Path ca = jvm.folder().resolve("ca");
            jvm.run(LOAD, MAIN, List.of("ca", "--ca", ca.toString()), log(area));
            for (int run = 0; run < Math.min(runs, MOST_RUNS.getOrDefault(area, runs)); run++) {
                one(area, ca);
            }
        } catch (IOException | LauncherException e) {
            leaveOut(area, e instanceof LauncherException known ? known.line() : Reason.of((IOException) e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaveOut(area, "interrupted");
        }
        return List.copyOf(figures.values());
    }

    private Path log(String area) {
        return root.resolve("itests/bench/target/bench-" + area + ".log");
    }

    private void one(String area, Path ca) throws IOException, InterruptedException {
        if (area.equals("link")) {
            load(area, linkOptions(), new ArrayList<>(List.of("--ca", ca.toString())));
            return;
        }
        try (BenchSite site = new BenchSite(root, ca)) {
            List<String> arguments = site.startCloud();
            if (area.equals("reconnect")) {
                arguments.addAll(site.startEdge());
            }
            load(area, LOAD, arguments);
        }
    }

    /** The client has the options of an edge, the server those of a cloud. */
    private List<String> linkOptions() {
        List<String> options = new ArrayList<>(BenchJvm.shipped(new Layout(root, root), "edgecore"));
        options.addAll(BenchJvm.more());
        return options;
    }

    private void load(String area, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        Path file = jvm.folder().resolve("figures");
        Files.deleteIfExists(file);
        List<String> all = new ArrayList<>(List.of(area, "--figures", file.toString()));
        all.addAll(arguments);
        if (area.equals("link")) {
            List<String> server = new ArrayList<>(BenchJvm.shipped(new Layout(root, root), "cloudcore"));
            server.addAll(BenchJvm.more());
            all.addAll(List.of("--server-flags=" + String.join(" ", server)));
            out.println("link: client " + String.join(" ", options) + "; server " + String.join(" ", server));
        }
        jvm.run(options, MAIN, all, log(area));
        for (String line : Files.readAllLines(file)) {
            read(line);
        }
    }

    private void read(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "#" -> out.println(line.substring(2));
            case "-" -> missing.put(words[1], words[2]);
            default ->
                figures.computeIfAbsent(words[0], name -> new Figure(name, words[1], new ArrayList<>()))
                        .values()
                        .add(Double.valueOf(words[2]));
        }
    }

    private void leaveOut(String area, String why) {
        NAMES.stream()
                .filter(name -> name.startsWith(area + ".") && !figures.containsKey(name))
                .forEach(name -> missing.put(name, why));
    }
}
