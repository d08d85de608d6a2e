package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import io.skep.distributions.launcher.containers.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code up} and {@code down}: a cloud and its edges on this machine, one line for each step. */
final class Up {

    private static final int MOST_EDGES = 250;
    private static final int MOST_OFFSET = 50_000;
    private static final String CONTAINERS = "containers";

    private final PrintStream out;

    Up(PrintStream out) {
        this.out = out;
    }

    /** Starts what does not run yet; returns when all nodes are Ready, in the foreground when it was stopped. */
    int up(Path root, List<String> arguments) {
        Words words = Words.parse(
                arguments,
                Set.of("-d", "--no-containers"),
                Set.of("--edges", "--kubeconfig", "--dir", "--port-offset"));
        words.rest().forEach(Up::checkName);
        int edges = words.number("--edges", 1, 0, MOST_EDGES);
        Ports ports = new Ports(words.number("--port-offset", 0, 0, MOST_OFFSET));
        Optional<Path> kubeConfig = words.find("--kubeconfig").map(Path::of).map(Path::toAbsolutePath);
        kubeConfig.ifPresent(KubeConfig::read);
        Layout layout = Layout.of(root, words);
        makeFolder(layout);
        Containers containers = new Containers(layout, !words.has("--no-containers"));
        Fleet fleet = new Fleet(layout, ports, kubeConfig, containers.engine());
        if (!words.rest().isEmpty()) {
            startOnly(layout, fleet, words.rest(), containers);
            return 0;
        }
        if (words.has("-d")) {
            start(layout, fleet, edges, containers);
            return 0;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAtEnd(layout), "skep-down"));
        start(layout, fleet, edges, containers);
        out.println("Ctrl-C stops everything.");
        watch(layout);
        return 1;
    }

    private static void checkName(String name) {
        if (!name.equals(Layout.CLOUD) && !name.matches("edge-\\d{1,4}")) {
            throw new LauncherException(
                    LauncherError.USAGE, "up takes the names cloud and edge-N, not '" + name + "'.");
        }
    }

    /** Starts single instances; an edge is waited for only while there is a cloud. */
    private void startOnly(Layout layout, Fleet fleet, List<String> names, Containers containers) {
        AotCache cache = new AotCache(layout);
        boolean needed =
                containers.engine().filter(engine -> engine.find().isEmpty()).isPresent();
        if (needed && names.stream().anyMatch(name -> !name.equals(Layout.CLOUD))) {
            containers.begin();
            told(CONTAINERS, containers.await(), containers.nanos());
        }
        for (String name : names) {
            step(name, () -> {
                if (new Instance(layout, name).find().isPresent()) {
                    return "runs already";
                }
                if (name.equals(Layout.CLOUD)) {
                    fleet.startCloud(cache.environment(name));
                    return "serves edges";
                }
                fleet.startEdge(name, cache.environment(name));
                if (new Instance(layout, Layout.CLOUD).find().isEmpty()) {
                    return "started, without a cloud";
                }
                try (Api api = Api.of(fleet.kubeConfig())) {
                    fleet.awaitReady(api, name);
                }
                return "Ready";
            });
        }
    }

    /** Stops what was started by up below the folder, edges first; with names only those. */
    int down(Path root, List<String> arguments) {
        Words words = Words.parse(arguments, Set.of(), Set.of("--dir"));
        Layout layout = Layout.of(root, words);
        if (!words.rest().isEmpty()) {
            for (String name : words.rest()) {
                if (new Instance(layout, layout.known(name)).stop()) {
                    out.println(name + " stopped" + containersOf(layout, name));
                }
            }
            return 0;
        }
        if (stopAll(layout) == 0) {
            out.println("nothing runs below " + layout.dir());
        }
        return 0;
    }

    private static void makeFolder(Layout layout) {
        try {
            Files.createDirectories(layout.dir());
            if (!Files.isWritable(layout.dir())) {
                throw new IOException("it is not writable");
            }
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The folder " + layout.dir() + " cannot be used: " + Reason.of(e) + ".",
                    e);
        }
    }

    private void start(Layout layout, Fleet fleet, int edges, Containers containers) {
        long begin = System.nanoTime();
        AotCache cache = new AotCache(layout);
        if (cache.isMissing()) {
            prepare(cache);
        }
        if (new Instance(layout, Layout.CLOUD).find().isEmpty()) {
            fleet.checkPorts();
        }
        containers.begin();
        try {
            startCloud(layout, fleet, cache);
        } catch (LauncherException e) {
            containers.undo();
            throw e;
        }
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= edges; number++) {
            names.add(Layout.edgeName(number));
        }
        names.stream()
                .filter(edge -> new Instance(layout, edge).find().isEmpty())
                .forEach(edge -> fleet.startEdge(edge, cache.environment(edge)));
        if (containers.isTold()) {
            told(CONTAINERS, containers.await(), containers.nanos());
        }
        try (Api api = Api.of(fleet.kubeConfig())) {
            for (String edge : names) {
                step(edge, () -> {
                    fleet.awaitReady(api, edge);
                    return "Ready";
                });
            }
        }
        out.printf("all up in %.1f s%n%n", (System.nanoTime() - begin) / 1e9);
        next(fleet.kubeConfig(), edges);
    }

    private void startCloud(Layout layout, Fleet fleet, AotCache cache) {
        step(Layout.CLOUD, () -> {
            if (new Instance(layout, Layout.CLOUD).find().isPresent()) {
                return "runs already";
            }
            fleet.startCloud(cache.environment(Layout.CLOUD));
            return "serves edges";
        });
    }

    private void prepare(AotCache cache) {
        step(
                "prepare",
                () -> cache.train()
                        .map(why -> "no start cache, starts stay slower: " + why)
                        .orElse("start cache made (once for this build)"));
    }

    private void step(String name, Supplier<String> work) {
        long begin = System.nanoTime();
        String outcome = work.get();
        told(name, outcome, System.nanoTime() - begin);
    }

    private void told(String name, String outcome, long nanos) {
        out.printf("%-10s %s (%.1f s)%n", name, outcome, nanos / 1e9);
    }

    private void next(Path kubeConfig, int edges) {
        out.println("export KUBECONFIG=" + kubeConfig);
        out.println("kubectl get nodes -o wide");
        out.println("kubectl apply -f config/demo/hello.yaml && kubectl get pods -w");
        out.println("./skep shell " + (edges > 0 ? Layout.edgeName(1) : Layout.CLOUD) + " beehive:list");
    }

    private void watch(Layout layout) {
        Map<String, ProcessHandle> running = new LinkedHashMap<>();
        for (String name : layout.instances()) {
            new Instance(layout, name).find().ifPresent(process -> running.put(name, process));
        }
        Engine engine = layout.engine();
        boolean served = engine.find().isPresent();
        while (running.values().stream().allMatch(ProcessHandle::isAlive)) {
            Wait.pause(500);
            if (served && engine.find().isEmpty()) {
                served = false;
                out.println("containerd ended: " + engine.lastWords() + "; ./skep up starts it again");
            }
        }
        running.forEach((name, process) -> {
            if (!process.isAlive()) {
                out.println(name + " ended: " + new Instance(layout, name).lastWords());
            }
        });
    }

    private int stopAll(Layout layout) {
        int stopped = 0;
        for (String name : layout.instances().reversed()) {
            if (stopOne(layout, name)) {
                stopped++;
            }
        }
        if (layout.engine().remove()) {
            out.println(Engine.NAME + " stopped");
            stopped++;
        }
        return stopped;
    }

    private void stopAtEnd(Layout layout) {
        try {
            stopAll(layout);
        } catch (LauncherException e) {
            System.err.println(e.line());
        }
    }

    /** What is told after an edge was stopped alone: its containers do not need it. */
    private static String containersOf(Layout layout, String name) {
        Engine engine = layout.engine();
        int containers = name.equals(Layout.CLOUD) || engine.find().isEmpty() ? 0 : engine.containersOf(name);
        return switch (containers) {
            case 0 -> "";
            case 1 -> "; its container runs on";
            default -> "; its " + containers + " containers run on";
        };
    }

    private boolean stopOne(Layout layout, String name) {
        boolean ran = new Instance(layout, name).stop();
        if (ran) {
            out.println(name + " stopped");
        }
        return ran;
    }
}
