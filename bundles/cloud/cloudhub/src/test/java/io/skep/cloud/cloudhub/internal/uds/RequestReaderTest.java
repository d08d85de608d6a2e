package io.skep.cloud.cloudhub.internal.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    /** As KubeEdge's CSI driver writes it: no newline, the content a string of JSON. */
    static final String CREATE = """
            {"header":{"msg_id":"5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01","timestamp":1700000000123},\
            "route":{"source":"cloudhub","group":"resource","operation":"createvolume",\
            "resource":"node/edge-1/default/volume/v-1"},"content":"{\\"name\\":\\"pvc-1\\"}"}""";

    private static Message read(String text) throws IOException {
        return RequestReader.read(Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static void assertRefused(UdsError code, String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void readsWhatADriverWrites() throws IOException {
        Message message = read(CREATE);
        assertThat(message.id()).isEqualTo("5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01");
        assertThat(message.operation()).isEqualTo("createvolume");
        assertThat(message.resource()).isEqualTo("node/edge-1/default/volume/v-1");
        assertThat(message.content()).isEqualTo("{\"name\":\"pvc-1\"}");
    }

    @Test
    void endsWithTheLastBraceThoughThePeerStaysOpenAndSendsByByte() throws IOException {
        byte[] bytes = CREATE.getBytes(StandardCharsets.UTF_8);
        ReadableByteChannel slow = new ReadableByteChannel() {
            private int next;

            @Override
            public int read(ByteBuffer target) {
                assertThat(next).as("nothing is read after the brace").isLessThan(bytes.length);
                target.put(bytes[next++]);
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                throw new AssertionError("the channel belongs to the caller");
            }
        };
        assertThat(RequestReader.read(slow).operation()).isEqualTo("createvolume");
    }

    @Test
    void readsMoreThanAGoCloud() throws IOException {
        String content = "x".repeat(100_000);
        assertThat(read("{\"content\":\"" + content + "\"}").content()).isEqualTo(content);
    }

    static Stream<String> noMessages() {
        return Stream.of(
                "null ",
                "[]",
                "\"\"",
                "\"a message\"",
                "7 ",
                "rubbish",
                "}",
                "\0\0\0\0",
                "{\"header\":[]}",
                "{\"header\":{\"msg_id\":7}}",
                "{\"header\":{\"timestamp\":\"late\"}}",
                "{\"route\":\"node/edge-1\"}",
                "{\"content\":" + "[".repeat(100_000),
                "{\"a\":".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("noMessages")
    void refusesWhatIsNoMessage(String text) {
        assertRefused(UdsError.NO_MESSAGE, text);
    }

    @Test
    void readsAnEmptyObjectAsAnEmptyMessage() throws IOException {
        assertThat(read("{}").resource()).isEmpty();
    }

    @Test
    void refusesARequestThatIsTooLong() {
        assertRefused(UdsError.TOO_LARGE, "{\"content\":\"" + "x".repeat(RequestReader.LONGEST));
        assertRefused(UdsError.TOO_LARGE, " ".repeat(RequestReader.LONGEST + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"header\":{}", "nul"})
    void refusesARequestThatEndsTooEarly(String text) {
        assertRefused(UdsError.SILENT, text);
    }
}
