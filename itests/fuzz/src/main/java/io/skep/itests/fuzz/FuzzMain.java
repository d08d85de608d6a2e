package io.skep.itests.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The long run: {@code FuzzMain FOLDER SECONDS [--keep CORPORA] [TARGET...]}. Each target gets so many seconds; a row a target goes to the standard output,
 * inputs that are findings stay in the folder. With {@code --keep} what was learnt is written into the folder of the corpora.
 */
public final class FuzzMain {

    private static final int MOST_KEPT = 150;
    private static final int LONGEST_KEPT = 512;

    private final Path folder;
    private final PrintStream out;

    FuzzMain(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(List.of(words).subList(2, words.length));
        int keep = names.indexOf("--keep");
        Path corpora = keep < 0 ? null : Path.of(names.remove(keep + 1));
        names.remove("--keep");
        List<Target> targets = (names.isEmpty() ? Targets.names() : names)
                .stream().map(Targets::named).toList();
        FuzzMain main = new FuzzMain(Path.of(words[0]).toAbsolutePath(), System.out);
        if (!main.run(targets, Duration.ofSeconds(Long.parseLong(words[1])), corpora)) {
            System.exit(1);
        }
    }

    /**
     * Runs one after the other.
     *
     * @param corpora null to keep nothing
     * @return whether nothing was found
     */
    boolean run(List<Target> targets, Duration each, Path corpora) throws IOException, InterruptedException {
        out.println(JazzerRun.Result.header());
        boolean good = true;
        for (Target target : targets) {
            Path own = folder.resolve(target.name());
            delete(own);
            JazzerRun run = new JazzerRun(target.name(), own);
            Corpus.unpack(target, run.corpus());
            JazzerRun.Result result = run.fuzz(each);
            out.println(result.row());
            result.findings().forEach(finding -> out.println("  " + finding + " (inputs in " + own + ")"));
            if (result.executions() == 0) {
                out.println("  nothing was run; see " + own.resolve("log.txt"));
            }
            good &= result.isGood();
            if (corpora != null) {
                keep(target, run, corpora);
            }
        }
        return good;
    }

    private static void keep(Target target, JazzerRun run, Path corpora) throws IOException, InterruptedException {
        Path merged = run.corpus().resolveSibling("merged");
        run.merge(merged);
        List<byte[]> inputs = new ArrayList<>();
        for (Path file : files(merged)) {
            inputs.add(Files.readAllBytes(file));
        }
        List<String> known = Corpus.of(target).stream()
                .map(Base64.getEncoder()::encodeToString)
                .toList();
        List<String> fresh = inputs.stream()
                .filter(input -> input.length <= LONGEST_KEPT)
                .sorted(Comparator.comparingInt((byte[] input) -> input.length))
                .map(Base64.getEncoder()::encodeToString)
                .filter(line -> !known.contains(line))
                .limit(Math.max(0, MOST_KEPT - known.size()))
                .toList();
        Path file = corpora.resolve(target.name() + ".txt");
        String former = Files.exists(file) ? Files.readString(file) : "";
        Files.createDirectories(corpora);
        Files.writeString(
                file,
                former + (fresh.isEmpty() ? "" : "# kept of a run\n" + String.join("\n", fresh) + "\n"),
                StandardCharsets.US_ASCII);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
