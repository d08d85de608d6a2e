package io.skep.common.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlEditTest {

    private static final String FILE = """
            # by hand, do not touch
            kind: EdgeCore   # the kind

            modules:
              # the link
              edgeHub:
                heartbeat: 15  # seconds
                websocket: {server: "127.0.0.1:10000", enable: true}
                servers:
                - a
                - b
              edged:
                nodeLabels:
              dbTest: {}
            """;

    private static String set(String text, String path, String value) {
        return YamlEdit.set(text, List.of(path.split("\\.")), value);
    }

    private static void assertLine(String edited, String was, String is) {
        assertThat(edited).isEqualTo(FILE.replace(was, is));
    }

    @Test
    void replacesAScalarAndNothingElse() {
        assertLine(set(FILE, "modules.edgeHub.heartbeat", "7"), "heartbeat: 15", "heartbeat: 7");
        assertLine(set(FILE, "modules.edgeHub.websocket.server", "\"[::1]:1\""), "\"127.0.0.1:10000\"", "\"[::1]:1\"");
        assertThat(set(FILE, "modules.edgeHub.heartbeat", "15")).isEqualTo(FILE);
    }

    @Test
    void addsAKeyToABlockAndToAFlowMapping() {
        assertLine(
                set(FILE, "modules.edgeHub.messageQPS", "9"),
                "    heartbeat: 15",
                "    messageQPS: 9\n    heartbeat: 15");
        assertLine(set(FILE, "modules.edgeHub.websocket.readDeadline", "3"), "{server", "{readDeadline: 3, server");
        assertLine(set(FILE, "modules.dbTest.enable", "true"), "dbTest: {}", "dbTest: {enable: true}");
        assertLine(set(FILE, "modules.edgeHub.websocket.a.b", "1"), "{server", "{a: {b: 1}, server");
    }

    @Test
    void addsWholeSections() {
        assertThat(set(FILE, "beehive.mailboxCapacity", "64")).isEqualTo(FILE + "beehive:\n  mailboxCapacity: 64\n");
        assertLine(
                set(FILE, "modules.eventBus.eventBusTLS.enable", "true"),
                "  # the link\n  edgeHub:",
                "  # the link\n  eventBus:\n    eventBusTLS:\n      enable: true\n  edgeHub:");
    }

    @Test
    void fillsWhatHasNoValueYet() {
        assertLine(set(FILE, "modules.edged.nodeLabels.zone", "a"), "nodeLabels:\n", "nodeLabels:\n      zone: a\n");
        assertThat(set("kind: x\nheartbeat:\n", "heartbeat", "1")).isEqualTo("kind: x\nheartbeat: 1\n");
        assertThat(set("kind: x\nmodules:", "modules.a", "1")).isEqualTo("kind: x\nmodules:\n  a: 1\n");
    }

    @Test
    void replacesListsOfEitherForm() {
        assertLine(set(FILE, "modules.edgeHub.servers", "[c]"), "servers:\n    - a\n    - b\n", "servers: [c]\n");
        assertThat(set("a: [x, y] # z\n", "a", "[]")).isEqualTo("a: [] # z\n");
    }

    @Test
    void keepsLineEndsAndOtherAlphabets() {
        String text = "a: \"\uD83D\uDC1D\"\r\nb: 1\r\n";
        assertThat(set(text, "b", "2")).isEqualTo("a: \"\uD83D\uDC1D\"\r\nb: 2\r\n");
        assertThat(set(text, "c.d", "3")).isEqualTo(text + "c:\r\n  d: 3\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: &a 1\ny: *a\n",
                "y: 1\nx: |\n  text\n",
                "x: {z: 1}\n",
                "x:\n- a # why\n- b\n",
                "z: &a 5\nx: *a\n"
            })
    void refusesWhatItCannotChangeAlone(String text) {
        assertThatThrownBy(() -> set(text, "x", "2"))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(ConfigError.NOT_EDITABLE));
    }

    @Test
    void refusesAKeyBelowAScalar() {
        assertThatThrownBy(() -> set("a: 1\n", "a.b", "2")).hasMessageContaining("a is no mapping");
    }
}
