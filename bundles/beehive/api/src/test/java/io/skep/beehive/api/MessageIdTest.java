package io.skep.beehive.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {

    @Test
    void isAVersion4UuidInItsWireForm() {
        for (int i = 0; i < 1_000; i++) {
            String text = MessageId.next();
            UUID uuid = UUID.fromString(text);
            assertThat(uuid).hasToString(text);
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
        }
    }

    @Test
    void differsEachTime() {
        Set<MessageId> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(MessageId.random())).isTrue();
        }
    }

    @Test
    void equalsWhatWasReadFromItsText() {
        MessageId id = MessageId.random();
        MessageId read = MessageId.of(new String(id.text()));
        assertThat(read).isEqualTo(id).hasSameHashCodeAs(id).hasToString(id.text());
        assertThat(id).isEqualTo(read).isNotEqualTo(MessageId.random());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "6F9619FF-8B86-D011-B42D-00C04FC964FF",
                "6f9619ff-8b86-d011-b42d-00c04fc964f",
                "6f9619ff08b86-d011-b42d-00c04fc964ff",
                "6f9619ff-8b86-d011-b42d-00c04fc964fg"
            })
    void keepsATextOfAnyOtherForm(String text) {
        assertThat(MessageId.of(text).text()).isEqualTo(text);
        assertThat(MessageId.of(text)).isEqualTo(MessageId.of(new String(text)));
    }

    @Test
    void textsThatLookLikeOneAnotherDiffer() {
        assertThat(MessageId.of("6F9619FF-8B86-D011-B42D-00C04FC964FF"))
                .isNotEqualTo(MessageId.of("6f9619ff-8b86-d011-b42d-00c04fc964ff"));
        assertThat(MessageId.of("Aa")).isNotEqualTo(MessageId.of("BB"));
        assertThat(MessageId.of("").isNone()).isTrue();
    }
}
