package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSourceTest {

    private static final String YAML = """
            # edgecore
            database:
              token: not-this
            modules:
              edged:
                token: not-this
              edgeHub:
                # token: not-this
                heartbeat: 15   # seconds
                quic:
                  token: not-this
                token: hash.a.b.c   # secret
                websocket: {enable: true}
              eventBus:
                token: not-this
            """;

    @TempDir
    private Path folder;

    @Test
    void prefersTheBootstrapFileAndReadsItAnew() throws Exception {
        Path file = folder.resolve("bootstrap.conf");
        TokenSource tokens = new TokenSource(file, "configured", Optional.empty());
        assertThat(tokens.find()).contains("configured");
        Files.writeString(file, " from-file \n");
        assertThat(tokens.find()).contains("from-file");
        assertThat(new TokenSource(folder.resolve("none"), "", Optional.empty()).find())
                .isEmpty();
    }

    @Test
    void deletesTheFileAndBlanksOnlyTheLine() throws Exception {
        Path file = Files.writeString(folder.resolve("bootstrap.conf"), "t");
        Path yaml = Files.writeString(folder.resolve("edgecore.yaml"), YAML);
        new TokenSource(file, "hash.a.b.c", Optional.of(yaml)).discard();

        assertThat(file).doesNotExist();
        assertThat(Files.readString(yaml)).isEqualTo(YAML.replace("token: hash.a.b.c   # secret", "token: \"\""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(yaml)))
                .isEqualTo("rw-r-----");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(yaml);
        }
    }

    @Test
    void leavesTheYamlAloneWithoutAConfiguredToken() throws Exception {
        Path yaml = Files.writeString(folder.resolve("edgecore.yaml"), YAML);
        new TokenSource(folder.resolve("none"), "", Optional.of(yaml)).discard();

        assertThat(Files.readString(yaml)).isEqualTo(YAML);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "modules: {edgeHub: {token: x}}", "modules:\n  edgeHub:\n  token: x\n", "token: x\n"})
    void findsNoTokenWhereThereIsNone(String text) throws Exception {
        Path yaml = Files.writeString(folder.resolve("edgecore.yaml"), text);
        assertThat(TokenLine.blank(yaml)).isFalse();
        assertThat(Files.readString(yaml)).isEqualTo(text);
    }
}
