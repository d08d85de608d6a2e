package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The benchmarks of whole processes: a cloud and an edge of their own, in a folder of their own, on ports of their own. */
final class Processes implements AutoCloseable {

    static final List<String> NAMES = List.of(
            "startup.edgecore.ready",
            "startup.cloudcore.listening",
            "footprint.edgecore.rss",
            "footprint.edgecore.idle_cpu",
            "footprint.cloudcore.rss",
            PodBench.POD,
            PodBench.BARE);

    private static final int PORT_OFFSET = 17_000;
    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final long SETTLE_MS = 25_000;
    private static final long IDLE_MS = 60_000;
    private static final String EDGE = Layout.edgeName(1);

    private final Layout layout;
    private final Layout caches;
    private final Ports ports = Ports.freeFrom(PORT_OFFSET);
    private final Containers containers;
    private final Fleet fleet;
    private final Map<String, String> missing;

    Processes(Path root, Map<String, String> missing) {
        try {
            this.layout = new Layout(root, Files.createTempDirectory("skep-bench"));
        } catch (IOException e) {
            throw new LauncherException(LauncherError.FOLDER_UNUSABLE, "No temporary folder: " + Reason.of(e) + ".", e);
        }
        this.caches = new Layout(root, root.resolve("var"));
        this.containers = new Containers(layout, true);
        this.fleet = new Fleet(layout, ports, Optional.empty(), containers.engine());
        this.missing = missing;
    }

    /** Starts the container engine that the edge is to use; says which, or why there is none. */
    String engine() {
        containers.begin();
        return containers.await();
    }

    /** A pod of a container engine beside the engine's bare calls. */
    List<Figure> pods(int runs) {
        if (containers.engine().isEmpty()) {
            missing.put(PodBench.POD, containers.await());
            missing.put(PodBench.BARE, containers.await());
            return List.of();
        }
        try (Api api = apiOfReadyEdge()) {
            return new PodBench(layout, EDGE, api).run(runs);
        } catch (LauncherException e) {
            missing.put(PodBench.POD, e.line());
            return List.of();
        } finally {
            stopAll();
        }
    }

    private Api apiOfReadyEdge() {
        ensureCloud();
        Api api = Api.of(fleet.kubeConfig());
        fleet.startEdge(EDGE, environment(EDGE));
        fleet.awaitReady(api, EDGE);
        return api;
    }

    /** Start-up of both sides; the first run makes certificates and database and does not count. */
    List<Figure> startup(int runs) {
        List<Figure> figures = new ArrayList<>();
        measure("startup.cloudcore.listening", "s", runs, this::cloudListening, figures);
        measure("startup.edgecore.ready", "s", runs, this::edgeReady, figures);
        return figures;
    }

    /** Memory and processor time of both sides when nothing happens. */
    List<Figure> footprint(int runs) {
        List<Figure> figures = new ArrayList<>();
        measure("footprint.cloudcore.rss", "MB", runs, this::cloudMemory, figures);
        List<Double> cpu = new ArrayList<>();
        measure("footprint.edgecore.rss", "MB", runs, () -> edgeMemory(cpu), figures);
        if (!cpu.isEmpty()) {
            figures.add(new Figure("footprint.edgecore.idle_cpu", "cores", cpu.subList(1, cpu.size())));
        }
        return figures;
    }

    /** One run of a benchmark. */
    private interface Run {
        double take();
    }

    private void measure(String name, String unit, int runs, Run run, List<Figure> figures) {
        List<Double> values = new ArrayList<>();
        try {
            run.take();
            for (int i = 0; i < runs; i++) {
                values.add(run.take());
            }
            figures.add(new Figure(name, unit, values));
        } catch (LauncherException e) {
            missing.put(name, e.line());
        } finally {
            stopAll();
        }
    }

    private Map<String, String> environment(String instance) {
        return new AotCache(caches).environment(instance);
    }

    private double cloudListening() {
        stopAll();
        new Settings(layout, ports).writeCloud(Optional.empty());
        long begin = System.nanoTime();
        ProcessHandle process = new Instance(layout, Layout.CLOUD).start(environment(Layout.CLOUD));
        boolean listening = Wait.until(
                START_TIME,
                () -> !process.isAlive() || (Ports.accepts(ports.websocket()) && Ports.accepts(ports.api())));
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!listening || !process.isAlive()) {
            throw new LauncherException(
                    LauncherError.START_FAILED,
                    "cloudcore did not listen: " + new Instance(layout, Layout.CLOUD).lastWords() + ".");
        }
        Wait.until(START_TIME, () -> Files.exists(layout.token()));
        return seconds;
    }

    private double edgeReady() {
        ensureCloud();
        new Instance(layout, EDGE).stop();
        try (Api api = Api.of(fleet.kubeConfig())) {
            boolean gone = Wait.until(
                    START_TIME,
                    () -> api.deleteNode(EDGE) && api.findNodeReady(EDGE).isEmpty());
            if (!gone) {
                throw new LauncherException(
                        LauncherError.NODE_NOT_READY, "The node of the run before cannot be deleted.");
            }
            long begin = System.nanoTime();
            fleet.startEdge(EDGE, environment(EDGE));
            fleet.awaitReady(api, EDGE);
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private double cloudMemory() {
        new Instance(layout, EDGE).stop();
        new Instance(layout, Layout.CLOUD).stop();
        fleet.startCloud(environment(Layout.CLOUD));
        Wait.pause(SETTLE_MS);
        return memory(Layout.CLOUD);
    }

    private double edgeMemory(List<Double> cpu) {
        edgeReady();
        Wait.pause(SETTLE_MS);
        double memory = memory(EDGE);
        long pid = running(EDGE).pid();
        double before = Proc.cpuSeconds(pid);
        long begin = System.nanoTime();
        Wait.pause(IDLE_MS);
        cpu.add((Proc.cpuSeconds(pid) - before) / ((System.nanoTime() - begin) / 1e9));
        return memory;
    }

    /** Median of three samples a second apart. */
    private double memory(String instance) {
        List<Double> samples = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            samples.add(Proc.residentMegabytes(running(instance).pid()));
            Wait.pause(1000);
        }
        samples.sort(Comparator.naturalOrder());
        return samples.get(1);
    }

    private ProcessHandle running(String instance) {
        Instance process = new Instance(layout, instance);
        return process.find()
                .orElseThrow(() -> new LauncherException(
                        LauncherError.START_FAILED, instance + " ended by itself: " + process.lastWords() + "."));
    }

    private void ensureCloud() {
        if (new Instance(layout, Layout.CLOUD).find().isEmpty()) {
            fleet.startCloud(environment(Layout.CLOUD));
        }
    }

    private void stopAll() {
        new Instance(layout, EDGE).stop();
        new Instance(layout, Layout.CLOUD).stop();
    }

    @Override
    public void close() {
        stopAll();
        containers.undo();
        try (Stream<Path> files = Files.walk(layout.dir())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + layout.dir() + " (" + e.getMessage() + ")");
        }
    }
}
