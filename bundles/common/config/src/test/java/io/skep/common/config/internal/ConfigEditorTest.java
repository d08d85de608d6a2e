package io.skep.common.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.config.internal.ComponentKind.Section;
import io.skep.common.config.internal.ConfigEditor.Change;
import io.skep.common.config.internal.ConfigReader.Surroundings;
import io.skep.common.config.internal.KnownKeys.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigEditorTest {

    private static final String TEXT = """
            apiVersion: edgecore.config.kubeedge.io/v1alpha2
            kind: EdgeCore
            modules:
              edgeHub:
                heartbeat: 15 # seconds
                token: "old"
              edged:
                nodeLabels: {a: b}
            """;

    @TempDir
    private Path folder;

    private Path file;
    private ConfigEditor editor;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("edgecore.yaml"), TEXT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        editor = new ConfigEditor(file, new Surroundings("box", false));
    }

    private static Section section(String pid) {
        return ComponentKind.EDGE_CORE.sections().stream()
                .filter(each -> each.pid().equals(pid))
                .findFirst()
                .orElseThrow();
    }

    private static final Section HUB = section("io.skep.edge.edgehub");
    private static final Section EDGED = section("io.skep.edge.edged");

    private void assertRefused(Section section, String key, String value, ConfigError code, String part) {
        assertThatThrownBy(() -> editor.prepare(section, key, value))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
        assertThat(file).hasContent(TEXT);
    }

    @Test
    void writesAChangeInOneStepAndKeepsTheMode() throws IOException {
        Change change = editor.prepare(HUB, "heartbeat", "7");
        assertThat(file).hasContent(TEXT);
        assertThat(change.expected().byPid().get("io.skep.edge.edgehub")).containsEntry("heartbeat", 7);
        editor.write(change);
        assertThat(file).hasContent(TEXT.replace("15", "7"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder).isDirectoryNotContaining("glob:**.next");
        assertThat(editor.prepare(HUB, "heartbeat", "7").isNone()).isTrue();
    }

    @Test
    void followsALinkToTheFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);
        ConfigEditor byLink = new ConfigEditor(link, new Surroundings("box", false));
        byLink.write(byLink.prepare(HUB, "heartbeat", "8"));
        assertThat(link).isSymbolicLink();
        assertThat(file).content().contains("heartbeat: 8");
    }

    @Test
    void setsKeysOfMapsAndOfWhatTakesAnything() {
        assertThat(editor.prepare(EDGED, "nodeLabels.zone", "east")
                        .expected()
                        .byPid()
                        .get("io.skep.edge.edged"))
                .containsEntry("nodeLabels.zone", "east");
        assertThat(editor.prepare(EDGED, "tailoredKubeletConfig.maxPods", "30")
                        .expected()
                        .byPid()
                        .get("io.skep.edge.edged"))
                .containsEntry("tailoredKubeletConfig.maxPods", 30);
    }

    @Test
    void refusesAnUnknownKeyWithTheNearestOne() {
        assertRefused(HUB, "hartbeat", "1", ConfigError.NO_SUCH_KEY, "did you mean heartbeat?");
        assertRefused(HUB, "websocket.sever", "x", ConfigError.NO_SUCH_KEY, "did you mean websocket.server?");
    }

    @Test
    void refusesAValueOfAnotherTypeOrAgainstARule() {
        assertRefused(HUB, "heartbeat", "often", ConfigError.WRONG_TYPE, "a whole number, and 'often' is none");
        assertRefused(HUB, "enable", "yes", ConfigError.WRONG_TYPE, "true or false");
        assertRefused(HUB, "messageQPS", "-1", ConfigError.INVALID, "0 or more");
        assertRefused(EDGED, "nodeLabels", "a", ConfigError.NO_SUCH_KEY, "nodeLabels");
    }

    @Test
    void refusesToOverwriteWhatSomebodyElseHasJustWritten() throws IOException {
        Change change = editor.prepare(HUB, "heartbeat", "7");
        Files.writeString(file, TEXT + "# mine\n");
        assertThatThrownBy(() -> editor.write(change)).hasMessageContaining("somebody else");
        assertThat(file).content().endsWith("# mine\n");
    }

    @Test
    void tellsWhatCanBeSet() {
        assertThat(editor.settable(ComponentKind.EDGE_CORE, HUB))
                .containsEntry("heartbeat", Type.INT)
                .containsEntry("token", Type.SECRET)
                .doesNotContainKey("modules.edgeHub.heartbeat");
        assertThat(editor.settable(ComponentKind.EDGE_CORE, section("io.skep.edge.metamanager")))
                .containsKey("remoteQueryTimeout")
                .doesNotContainKey("metaServer.debug");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STRING | plain/word-1.2 | plain/word-1.2",
                "STRING | 10.0.0.1:80    | \"10.0.0.1:80\"",
                "STRING | true           | \"true\"",
                "STRING | say \"x\\y\"   | \"say \\\"x\\\\y\\\"\"",
                "SECRET | 12             | \"12\"",
                "BOOL   | false          | false",
                "INT    | -5             | -5",
                "NUMBER | 1.5e3          | 1.5e3",
                "LIST   | a, 2,          | [a, \"2\"]",
                "ANY    | 7              | 7",
                "ANY    | true           | true"
            })
    void writesValuesAsYaml(Type type, String value, String written) {
        assertThat(TypedValue.write(type, value)).contains(written);
        assertThat(YamlTree.parse(file, "v: " + written).members()).containsKey("v");
    }

    @Test
    void writesControlCharactersEscaped() {
        assertThat(TypedValue.write(Type.STRING, "a\nb\tc\u0007")).contains("\"a\\nb\\tc\\x07\"");
        assertThat(TypedValue.write(Type.INT, "1e3")).isEmpty();
        assertThat(TypedValue.write(Type.BOOL, "1")).isEmpty();
    }
}
