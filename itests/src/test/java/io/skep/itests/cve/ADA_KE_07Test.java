package io.skep.itests.cve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No identity hangs on a broken hash: MD5 is nowhere, SHA-1 only where a standard asks for it and nothing is proved by it. */
class ADA_KE_07Test {

    private static final Path ROOT =
            Path.of(System.getProperty("skep.root", "..")).toAbsolutePath().normalize();
    private static final Pattern BROKEN = Pattern.compile("\"(?:MD[245]|SHA-?1|MD[25]withRSA|SHA1with\\w+)\"");

    /** The answer to a WebSocket key, RFC 6455; the names of keys in certificates, RFC 5280, are made by Bouncy Castle. */
    private static final Set<String> ALLOWED = Set.of("Handshake.java");

    @Test
    void brokenHashesAreNotUsed() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("bundles"))) {
            List<Path> found = files.filter(file -> file.toString().contains("src/main/java"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(ADA_KE_07Test::usesOne)
                    .toList();
            assertThat(found).extracting(file -> file.getFileName().toString()).isSubsetOf(ALLOWED);
            assertThat(found).as("the search works").isNotEmpty();
        }
    }

    private static boolean usesOne(Path file) {
        try {
            return BROKEN.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
