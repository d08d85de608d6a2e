package io.skep.itests.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds after a full collection: live heap and metaspace in KiB, classes, threads, file handles. Two of them tell whether what came
 * and went left something behind.
 */
public record Footprint(long heap, long metaspace, long classes, long threads, long handles) {

    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)\\s*$");
    private static final Pattern CLASSES = Pattern.compile("Total = \\d+ +(\\d+) +\\d+ +(\\d+)");
    private static final int COLLECTIONS = 3;

    /** Looks at a running process; jcmd comes with the JDK that runs this. */
    public static Footprint take(long pid) {
        for (int i = 0; i < COLLECTIONS; i++) {
            jcmd(pid, "GC.run");
        }
        Matcher classes = CLASSES.matcher(jcmd(pid, "VM.classloader_stats"));
        if (!classes.find()) {
            throw new AssertionError("jcmd does not say how many classes process " + pid + " has");
        }
        return new Footprint(
                live(jcmd(pid, "GC.class_histogram")),
                Long.parseLong(classes.group(2)) / 1024,
                Long.parseLong(classes.group(1)),
                entries(Path.of("/proc", Long.toString(pid), "task")),
                entries(Path.of("/proc", Long.toString(pid), "fd")));
    }

    /** The figures that are more than so many per cent, and more than a few units, above those of before; empty when all came back. */
    public List<String> grownSince(Footprint before, int percent) {
        List<String> found = new ArrayList<>();
        Map<String, Long> old = before.figures();
        figures().forEach((name, now) -> {
            long was = old.get(name);
            long slack = slack(name);
            if (now > was + Math.max(slack, was * percent / 100)) {
                found.add(name + " grew from " + was + " to " + now);
            }
        });
        return found;
    }

    /** What comes and goes by itself: a pooled connection, a compiler thread, a buffer. */
    private static long slack(String name) {
        return switch (name) {
            case "heap KiB" -> 512;
            case "metaspace KiB" -> 512;
            case "classes" -> 50;
            default -> 3;
        };
    }

    private Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("heap KiB", heap);
        figures.put("metaspace KiB", metaspace);
        figures.put("classes", classes);
        figures.put("threads", threads);
        figures.put("handles", handles);
        return figures;
    }

    /** Both in a table. */
    public String table(Footprint before) {
        StringBuilder text = new StringBuilder("%-14s %10s %10s %8s%n".formatted("", "before", "after", "change"));
        Map<String, Long> old = before.figures();
        figures().forEach((name, now) -> {
            long was = old.get(name);
            text.append(
                    "%-14s %10d %10d %7.1f%%%n".formatted(name, was, now, was == 0 ? 0.0 : (now - was) * 100.0 / was));
        });
        return text.toString();
    }

    /** What is reachable, in KiB: the histogram collects first, and nothing is allocated between that and the counting. */
    static long live(String histogram) {
        Matcher total = LIVE.matcher(histogram);
        if (!total.find()) {
            throw new AssertionError("jcmd does not say what the heap holds:\n" + histogram);
        }
        return Long.parseLong(total.group(1)) / 1024;
    }

    private static long entries(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError("cannot read " + folder, e);
        }
    }

    /** Through a file: a process that looks at itself is stopped while it is counted and could not read from a pipe. */
    private static String jcmd(long pid, String command) {
        try {
            Path out = Files.createTempFile("jcmd", ".out");
            try {
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/jcmd")
                                        .toString(),
                                Long.toString(pid),
                                command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                boolean ended = process.waitFor(30, TimeUnit.SECONDS);
                String text = Files.readString(out);
                if (!ended || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new AssertionError("jcmd " + pid + " " + command + " failed:\n" + text);
                }
                return text;
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new AssertionError("jcmd cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
