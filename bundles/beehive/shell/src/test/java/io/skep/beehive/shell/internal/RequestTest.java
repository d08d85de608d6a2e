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
                {"command":"lb","columns":80,"interactive":true,"colors":true}
                {"new":{"x":[1]},"command":"ü"}
                """);
        assertThat(Request.read(in)).contains(new Request.Run("lb", 80, true, true));
        assertThat(Request.read(in)).contains(new Request.Run("ü", 0, false, false));
        assertThat(Request.read(in)).isEmpty();
    }

    @Test
    void takesNoHalfLine() throws IOException {
        assertThat(Request.read(in("{\"command\":\"lb\"}"))).isEmpty();
    }

    private static Request parse(String line) {
        return Request.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void boundsTheColumns() {
        assertThat(parse("{\"command\":\"\",\"columns\":-5}")).isEqualTo(new Request.Run("", 0, false, false));
        assertThat(parse("{\"columns\":99999999}")).isEqualTo(new Request.Resize(10_000));
    }

    @Test
    void knowsQuestionsAndWishes() {
        assertThat(parse("{\"complete\":\"stop x\"}")).isEqualTo(new Request.Complete("stop x"));
        assertThat(parse("{\"complete\":\"stop x\",\"cursor\":2}")).isEqualTo(new Request.Complete("st"));
        assertThat(parse("{\"complete\":\"ab\",\"cursor\":-1}")).isEqualTo(new Request.Complete(""));
        assertThat(parse("{\"interrupt\":true}")).isEqualTo(new Request.Interrupt());
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
        assertThat(Request.read(in("{\"command\":\"" + command + "\"}\n")))
                .contains(new Request.Run(command, 0, false, false));
    }
}
