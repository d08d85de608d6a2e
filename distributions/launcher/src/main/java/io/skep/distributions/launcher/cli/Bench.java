package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherError;
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
import java.util.Set;
import java.util.TreeSet;

/** {@code bench}: runs the asked-for benchmarks, prints a table and, if asked, the JSON form. */
final class Bench {

    private static final List<String> AREAS =
            List.of("startup", "footprint", "pod", "bus", "swap", "link", "hub", "distribute", "reconnect", "storm");
    private static final Set<String> OF_PROCESSES = Set.of("startup", "footprint", "pod");
    private static final int POD_RUNS = 20;

    private final PrintStream out;

    Bench(PrintStream out) {
        this.out = out;
    }

    int run(Path root, List<String> arguments) {
        Words words = Words.parse(arguments, Set.of(), Set.of("--runs", "--json"));
        Set<String> areas = new TreeSet<>();
        for (String name : words.rest().isEmpty() ? AREAS : words.rest()) {
            String area = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
            if (!AREAS.contains(area) || (name.contains(".") && !isFigure(name))) {
                throw new LauncherException(
                        LauncherError.NAME_UNKNOWN,
                        "There is no benchmark '" + name + "'; there are " + AREAS + " with " + Processes.NAMES
                                + JvmBench.NAMES + ChannelBench.NAMES + ".");
            }
            areas.add(area);
        }
        int runs = words.number("--runs", 5, 1, 100);
        Map<String, String> missing = new LinkedHashMap<>();
        List<Figure> figures = new ArrayList<>();
        out.println("other load on this machine: " + load() + " (1 minute average)");
        if (areas.stream().anyMatch(OF_PROCESSES::contains)) {
            processes(root, areas, runs, missing, figures);
        }
        for (String area : JvmBench.AREAS) {
            if (areas.contains(area)) {
                out.println(area + ": JVM options " + String.join(" ", JvmBench.options()));
                figures.addAll(new JvmBench(root, missing).run(area, runs));
            }
        }
        for (String area : ChannelBench.AREAS) {
            if (areas.contains(area)) {
                figures.addAll(new ChannelBench(root, missing, out).run(area, runs));
            }
        }
        figures.removeIf(figure -> !asked(words.rest(), figure.name()));
        out.printf("%-32s %-12s %14s %14s %14s %5s%n", "NAME", "UNIT", "MEDIAN", "MIN", "MAX", "RUNS");
        figures.forEach(figure -> out.println(figure.row()));
        missing.forEach((name, why) -> out.println("left out: " + name + ": " + why));
        words.find("--json").ifPresent(file -> write(Path.of(file), figures));
        return figures.isEmpty() ? 1 : 0;
    }

    private void processes(Path root, Set<String> areas, int runs, Map<String, String> missing, List<Figure> figures) {
        try (Processes processes = new Processes(root, missing)) {
            out.println("container engine: " + processes.engine());
            if (areas.contains("startup")) {
                figures.addAll(processes.startup(runs));
            }
            if (areas.contains("footprint")) {
                figures.addAll(processes.footprint(Math.min(runs, 3)));
            }
            if (areas.contains("pod")) {
                figures.addAll(processes.pods(Math.max(runs, POD_RUNS)));
            }
        }
    }

    private static boolean isFigure(String name) {
        return Processes.NAMES.contains(name) || JvmBench.NAMES.contains(name) || ChannelBench.NAMES.contains(name);
    }

    private static boolean asked(List<String> names, String figure) {
        return names.isEmpty()
                || names.stream().anyMatch(name -> figure.equals(name) || figure.startsWith(name + "."))
                || figure.startsWith("queue.") && names.contains("bus");
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void write(Path file, List<Figure> figures) {
        try {
            Files.writeString(
                    file, Json.write(figures.stream().map(Figure::json).toList()) + "\n");
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE, "The file " + file + " cannot be written: " + Reason.of(e) + ".", e);
        }
    }
}
