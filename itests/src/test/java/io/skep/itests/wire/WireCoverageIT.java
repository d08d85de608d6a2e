package io.skep.itests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/protocol/wire-coverage.md tells of every row of the wire, of every contradiction, and of each recorded frame that no module takes. */
class WireCoverageIT {

    private static final Path ROOT = Path.of(System.getProperty("skep.root", ".."));
    private static final Path PAGE = ROOT.resolve("docs/protocol/wire-coverage.md");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:IT|Test))(?:\\.(\\w+))?`");

    private static List<String> lines() throws IOException {
        return Files.readAllLines(PAGE);
    }

    @Test
    void listsTheRecordedFramesThatNoModuleTakes() throws IOException {
        Set<String> recorded = new TreeSet<>();
        for (String name : Recording.names()) {
            Recording.read(name).messages().stream()
                    .filter(entry -> entry.raw().startsWith("{"))
                    .map(FrameKind::of)
                    .filter(kind -> kind.missing().isPresent())
                    .map(FrameKind::row)
                    .forEach(recorded::add);
        }
        Set<String> listed = lines().stream()
                .filter(line -> line.startsWith("| up |") || line.startsWith("| down |"))
                .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(recorded);
    }

    @Test
    void hasALineForEachRowAndContradiction() throws IOException {
        List<String> lines = lines();
        for (String letter : List.of("D 29", "U 25", "C 19")) {
            String[] words = letter.split(" ");
            assertThat(IntStream.rangeClosed(1, Integer.parseInt(words[1])).mapToObj(n -> "| " + words[0] + n + " |"))
                    .allSatisfy(start -> assertThat(lines.stream().filter(line -> line.startsWith(start)))
                            .as(start)
                            .hasSize(1));
        }
    }

    @Test
    void namesOnlyTestsThatThereAre() throws IOException {
        String page = Files.readString(PAGE);
        Matcher matcher = TEST.matcher(page);
        Set<String> missing = new TreeSet<>();
        while (matcher.find()) {
            String source = source(matcher.group(1));
            if (source.isEmpty() || matcher.group(2) != null && !source.contains("void " + matcher.group(2) + "(")) {
                missing.add(matcher.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static String source(String test) throws IOException {
        for (String folder : List.of("itests/src/test/java", "bundles")) {
            try (var files = Files.walk(ROOT.resolve(folder))) {
                var found = files.filter(file -> file.endsWith(test + ".java")).findFirst();
                if (found.isPresent()) {
                    return Files.readString(found.get());
                }
            }
        }
        return "";
    }
}
