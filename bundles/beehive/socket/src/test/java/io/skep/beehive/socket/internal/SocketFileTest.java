package io.skep.beehive.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketFileTest {

    private static final Path FILE = Path.of("/conf/socket_module.yaml");

    @Test
    void readsKubeEdgesKeys() {
        assertThat(SocketFile.parse(FILE, """
                        - module: local
                          server: true
                          address: /run/s.sock
                          sockettype: unixpacket
                          connmax: 5
                          buffersize: 10240
                          ca: ""
                          cert: ""
                          key: ""
                        - {module: mapper, address: /run/s.sock}
                        """))
                .containsExactly(
                        new SocketEntry("local", true, Path.of("/run/s.sock"), 5, 10240),
                        new SocketEntry("mapper", false, Path.of("/run/s.sock"), 16, 65536));
        assertThat(SocketFile.parse(FILE, "")).isEmpty();
        assertThat(SocketFile.parse(FILE, "- {module: a, address: /s, connmax: 0, buffersize: 0}"))
                .containsExactly(new SocketEntry("a", false, Path.of("/s"), 16, 65536));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "modules: 1; no list",
                "- 1; item 1 is no mapping",
                "- {module: a, address: /s, port: 1}; unknown key port",
                "- {address: /s}; no module",
                "- {module: '-a', address: /s}; no module",
                "- {module: a, address: s}; no address that is an absolute path",
                "- {module: a}; no address",
                "- {module: a, address: /s, sockettype: unix}; sockettype unix",
                "- {module: a, address: /s, connmax: 1025}; connmax",
                "- {module: a, address: /s, buffersize: 100}; buffersize",
                "- {module: a, address: /s, buffersize: many}; buffersize",
                "- {module: a, address: /s, address: /t}; /conf/socket_module.yaml",
                "- {; /conf/socket_module.yaml"
            })
    void refusesWhatItCannotUse(String yaml, String why) {
        assertThatThrownBy(() -> SocketFile.parse(FILE, yaml))
                .isInstanceOfSatisfying(
                        SkepException.class,
                        e -> assertThat(e.line())
                                .startsWith("SKEP-580 ")
                                .contains(why)
                                .hasLineCount(1));
    }

    @Test
    void refusesNamesAndAddressesThatStandTwice() {
        assertThatThrownBy(() -> SocketFile.parse(
                        FILE, "[{module: a, server: true, address: /s}, {module: b, server: true, address: /s}]"))
                .hasMessageContaining("offered twice");
        assertThatThrownBy(() -> SocketFile.parse(FILE, "[{module: a, address: /s}, {module: a, address: /t}]"))
                .hasMessageContaining("a stands twice");
        assertThatThrownBy(() -> SocketFile.parse(FILE, "[{module: a, address: /" + "s".repeat(107) + "}]"))
                .hasMessageContaining("107 bytes");
    }

    @Test
    void readsAFileThatIsNotThereAsNothing(@TempDir Path folder) throws IOException {
        Path file = folder.resolve(SocketFile.NAME);
        assertThat(SocketFile.read(file)).isEmpty();
        Files.writeString(file, "[{module: a, address: /s}]");
        assertThat(SocketFile.read(file)).hasSize(1);
        Files.writeString(file, "#".repeat(70_000));
        assertThatThrownBy(() -> SocketFile.read(file)).hasMessageContaining("longer than 65536");
        assertThatThrownBy(() -> SocketFile.read(folder)).isInstanceOf(SkepException.class);
    }

    @Test
    void liesWhereKubeEdgeHasItOrBesideTheConfiguration() {
        assertThat(SocketFile.locate("/a/b.yaml", "/c/edgecore.yaml")).isEqualTo(Path.of("/a/b.yaml"));
        assertThat(SocketFile.locate(null, "/etc/kubeedge/config/edgecore.yaml"))
                .isEqualTo(Path.of("/etc/kubeedge/config/socket_module.yaml"));
        assertThat(SocketFile.locate("", null)).isEqualTo(Path.of("/etc/kubeedge/config/socket_module.yaml"));
    }
}
