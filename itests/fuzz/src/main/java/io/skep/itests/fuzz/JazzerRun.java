package io.skep.itests.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of Jazzer on one target, in a process of its own. */
final class JazzerRun {

    /** Classes whose branches count as coverage: ours and the parsers below them. */
    private static final String MEASURED =
            "io.skep.**:io.netty.handler.codec.**:com.fasterxml.jackson.core.**:" + "org.bouncycastle.asn1.**";

    /** Sees a fault in every queue of Netty's, and breaks it. */
    private static final String DISABLED = "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int SECONDS_PER_INPUT = 30;
    private static final int MEMORY_MB = 4096;
    private static final int MOST_FINDINGS = 8;
    private static final Duration TO_START = Duration.ofMinutes(2);

    private final String target;
    private final Path folder;

    /** @param folder for corpus, findings and the log of this target */
    JazzerRun(String target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    Path corpus() {
        return folder.resolve("corpus");
    }

    /** Fuzzes for so long. */
    Result fuzz(Duration time) throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<String> words = new ArrayList<>(List.of(
                "--keep_going=" + MOST_FINDINGS,
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + time.toSeconds(),
                "-timeout=" + SECONDS_PER_INPUT,
                "-rss_limit_mb=" + MEMORY_MB,
                "-print_final_stats=1",
                corpus().toString()));
        String log = run(words, time.plus(TO_START));
        return Result.parse(target, log, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Copies into another folder the fewest inputs of the corpus that reach all that the whole of it reaches. */
    void merge(Path into) throws IOException, InterruptedException {
        Files.createDirectories(into);
        run(List.of("-merge=1", into.toString(), corpus().toString()), TO_START.multipliedBy(5));
    }

    private String run(List<String> words, Duration limit) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D" + FuzzEntry.PROPERTY + "=" + target,
                "-cp",
                System.getProperty("java.class.path"),
                JAZZER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--disabled_hooks=" + DISABLED,
                "--instrumentation_includes=" + MEASURED));
        command.addAll(words);
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(log);
    }

    /**
     * What came out.
     *
     * @param coverage edges of the measured classes that were reached
     * @param findings one line each
     */
    record Result(String target, Duration time, long executions, long coverage, int inputs, List<String> findings) {

        private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units:\\s+(\\d+)");
        private static final Pattern STEP = Pattern.compile("#(\\d+)\\s+\\w+\\s+cov: (\\d+) ft: \\d+ corp: (\\d+)/");
        private static final Pattern FINDING = Pattern.compile("(?m)^== (?:Java Exception: |\\d+== ERROR: )(.*)$");

        static Result parse(String target, String log, Duration time) {
            long executions = 0;
            long coverage = 0;
            int inputs = 0;
            Matcher step = STEP.matcher(log);
            while (step.find()) {
                executions = Long.parseLong(step.group(1));
                coverage = Long.parseLong(step.group(2));
                inputs = Integer.parseInt(step.group(3));
            }
            Matcher executed = EXECUTED.matcher(log);
            if (executed.find()) {
                executions = Long.parseLong(executed.group(1));
            }
            List<String> findings =
                    FINDING.matcher(log).results().map(found -> found.group(1)).toList();
            return new Result(target, time, executions, coverage, inputs, findings);
        }

        /** Nothing was found, and something was done. */
        boolean isGood() {
            return findings.isEmpty() && executions > 0;
        }

        static String header() {
            return "%-10s %8s %12s %9s %7s %8s"
                    .formatted("target", "seconds", "executions", "coverage", "inputs", "findings");
        }

        String row() {
            return "%-10s %8d %12d %9d %7d %8d"
                    .formatted(target, time.toSeconds(), executions, coverage, inputs, findings.size());
        }
    }
}
