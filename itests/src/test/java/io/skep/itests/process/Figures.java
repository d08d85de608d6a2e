package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a long run prints at its end: one line of figures for each of its parts, and beside it the story of each part. */
final class Figures {

    private Figures() {}

    /**
     * Writes the figures of one part.
     *
     * @param run name of the long run, as {@code ./skep soak} knows it
     */
    static void write(String run, String part, String line, List<String> story) {
        Path folder = Cluster.ROOT.resolve("itests/target/soak").resolve(run);
        Path all = Cluster.ROOT.resolve("itests/target/it").resolve(run).resolve("figures.txt");
        try {
            Files.createDirectories(folder);
            Files.createDirectories(all.getParent());
            Files.write(folder.resolve(part + ".story"), story);
            Files.writeString(folder.resolve(part + ".txt"), line);
            try (Stream<Path> parts = Files.list(folder)) {
                List<String> lines = parts.filter(file -> file.toString().endsWith(".txt"))
                        .sorted()
                        .map(Figures::read)
                        .toList();
                Files.write(all, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
