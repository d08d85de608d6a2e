package io.skep.itests.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the container has logged since a moment, from the test's log file. */
final class LogLines {

    private static final Path FILE = Path.of("target/itests.log");

    private final int before;

    private LogLines(int before) {
        this.before = before;
    }

    static LogLines fromNow() throws IOException {
        return new LogLines(Files.readAllLines(FILE).size());
    }

    List<String> all() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        return lines.subList(before, lines.size());
    }

    List<String> with(String word) throws IOException {
        return all().stream().filter(line -> line.contains(word)).toList();
    }

    /** Lines that people should look at, of the deploy bundle. */
    List<String> complaints() throws IOException {
        return all().stream()
                .filter(line -> line.matches("\\S+ (WARN|ERROR) +i\\.s\\.b\\.d.*"))
                .toList();
    }

    List<String> traces() throws IOException {
        return all().stream()
                .filter(line -> line.startsWith("\tat ") || line.startsWith("Caused by: "))
                .toList();
    }
}
