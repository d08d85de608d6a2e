package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsOneRequestALine() throws IOException {
        InputStream in = in("""
                {"command":"lb","columns":80,"interactive":true}
                {"new":{"x":[1]},"command":"ü"}
                """);
        assertThat(Request.read(in)).contains(new Request("lb", 80, true));
        assertThat(Request.read(in)).contains(new Request("ü", 0, false));
        assertThat(Request.read(in)).isEmpty();
    }

    @Test
    void takesNoHalfLine() throws IOException {
        assertThat(Request.read(in("{\"command\":\"lb\"}"))).isEmpty();
    }

    @Test
    void boundsTheColumns() {
        assertThat(Request.parse("{\"command\":\"\",\"columns\":-5}".getBytes(StandardCharsets.UTF_8))
                        .columns())
                .isZero();
        assertThat(Request.parse("{\"command\":\"\",\"columns\":99999999}".getBytes(StandardCharsets.UTF_8))
                        .columns())
                .isEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lb",
                "[]",
                "{}",
                "{\"command\":1}",
                "{\"command\":\"lb\"",
                "{\"command\":\"lb\",\"columns\":99999999999}",
                "null"
            })
    void refusesWhatIsNoRequest(String line) {
        assertThatThrownBy(() -> Request.read(in(line + "\n")))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(ShellError.REQUEST));
    }

    @Test
    void refusesALineThatIsTooLongWithoutReadingItAll() {
        InputStream endless = new InputStream() {
            private int given;

            @Override
            public int read() {
                assertThat(given++).isLessThan(Request.LONGEST + 1);
                return 'x';
            }
        };
        assertThatThrownBy(() -> Request.read(endless)).hasMessageContaining("longer than 65536");
    }

    @Test
    void takesTheLongestLine() throws IOException {
        String command = "x".repeat(Request.LONGEST - "{\"command\":\"\"}\n".length());
        assertThat(Request.read(in("{\"command\":\"" + command + "\"}\n"))
                        .orElseThrow()
                        .command())
                .isEqualTo(command);
    }
}
