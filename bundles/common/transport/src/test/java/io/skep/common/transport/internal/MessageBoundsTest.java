package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import io.skep.common.model.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message may make of memory. */
class MessageBoundsTest {

    private static byte[] message(String content) {
        return ("{\"header\":{},\"route\":{},\"content\":" + content + "}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void refusesAMillionEmptyLists() {
        byte[] bomb = message("[" + "[],".repeat(600_000) + "0]");
        assertThatThrownBy(() -> MessageCodec.read(bomb))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Token count");
    }

    @Test
    void takesAnObjectOfTheSizeThatKubernetesAllows() throws IOException {
        byte[] large = message("[" + "{\"a\":1},".repeat(160_000) + "0]");
        assertThat(MessageCodec.read(large).content()).isNotNull();
    }

    @Test
    void readsAPartOfAnArray() throws IOException {
        byte[] inside = message("\"OK\"");
        byte[] array = new byte[inside.length + 10];
        System.arraycopy(inside, 0, array, 4, inside.length);
        assertThat(MessageCodec.read(array, 4, inside.length).content()).isEqualTo("OK");
    }

    @Test
    void leavesAnObjectAsItCameUntilSomebodyAsks() throws IOException {
        String text = "{ \"b\":1.50, \"a\":[1,2,{\"x\":\"}\"}] }";
        Object content = MessageCodec.read(message(text)).content();
        assertThat(content).isInstanceOf(RawJson.class).hasToString(text).isEqualTo(Json.parse(text));
        assertThat(((RawJson) content).tree()).isSameAs(((RawJson) content).tree());
        assertThat(Json.MAPPER.<JsonNode>valueToTree(content)).isEqualTo(Json.parse(text));
        assertThat(Json.write(content)).isEqualTo(text.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1e99999999999}", "[1,2", "{\"a\":}", "[\"\\q\"]", "{\"a\":01}"})
    void refusesAtOnceWhatCouldNotBeReadLater(String content) {
        assertThatThrownBy(() -> MessageCodec.read(message(content))).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAtOnceWhatIsNotUtf8() throws IOException {
        byte[] half = message("[\"<->\"]");
        int at = new String(half, StandardCharsets.US_ASCII).indexOf("<->");
        byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0xad};
        System.arraycopy(surrogate, 0, half, at, surrogate.length);
        assertThatThrownBy(() -> MessageCodec.read(half))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void findsTheContentBehindAByteOrderMarkAndBetweenOtherMembers() throws IOException {
        byte[] marked = ("\uFEFF{\"x\":[{}],\"content\":[\"ü\",{}],\"route\":{\"source\":\"é\"}}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(MessageCodec.read(marked).content()).hasToString("[\"ü\",{}]");
    }
}
