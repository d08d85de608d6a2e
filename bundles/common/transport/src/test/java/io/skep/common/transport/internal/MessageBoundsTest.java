package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.common.model.MessageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
}
