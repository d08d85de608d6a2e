package io.skep.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md lists every code that the sources define, each once, and no other. */
class ErrorCodesIT {

    private static final Path ROOT = Path.of(System.getProperty("skep.root", ".."));
    private static final Pattern DEFINITION = Pattern.compile("(?s)\\b[A-Z][A-Z0-9_]+\\(\\s*\"(SKEP-\\d{3})\"");
    private static final Pattern ROW = Pattern.compile("^\\| (SKEP-\\d{3}) \\|.*");

    private static Map<String, String> defined() throws IOException {
        Map<String, String> codes = new TreeMap<>();
        for (String part : new String[] {"bundles", "distributions"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
                for (Path file : files.filter(f -> f.toString().contains("src/main/java")
                                && f.toString().endsWith(".java"))
                        .toList()) {
                    Matcher matcher = DEFINITION.matcher(Files.readString(file));
                    while (matcher.find()) {
                        String name = ROOT.relativize(file).toString();
                        String other = codes.put(matcher.group(1), name);
                        assertThat(other)
                                .as("%s is defined in %s and %s", matcher.group(1), other, name)
                                .isNull();
                    }
                }
            }
        }
        return codes;
    }

    @Test
    void documentsEveryCodeOnce() throws IOException {
        TreeSet<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/errors.md"))) {
            Matcher matcher = ROW.matcher(line);
            if (matcher.matches()) {
                assertThat(documented.add(matcher.group(1)))
                        .as("%s stands twice", matcher.group(1))
                        .isTrue();
            }
        }
        assertThat(documented).isEqualTo(new TreeSet<>(defined().keySet()));
    }
}
