package io.skep.common.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536, 100_000})
    void readsBackWhatItWrote(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        byte[] element = Der.element(Der.OCTET_STRING, content);
        assertThat(Der.read(element).take(Der.OCTET_STRING)).isEqualTo(content);
        assertThat(Der.read(element).whole()).isEqualTo(element);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "3080", "3081", "308400000001", "3001", "02820001", "04ff"})
    void refusesWhatIsNotWellFormed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> Der.read(bytes).whole()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PrivateKeys.read(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverFailsOtherwiseOnACorruptKey() throws Exception {
        byte[] key = HexFormat.of()
                .parseHex(
                        "302e0201010420000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa00706052b81040022");
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] corrupt = key.clone();
            corrupt[random.nextInt(corrupt.length)] = (byte) random.nextInt();
            try {
                PrivateKeys.read(corrupt);
            } catch (IllegalArgumentException | java.security.GeneralSecurityException e) {
                assertThat(e.getMessage()).isNotNull();
            }
        }
    }

    @Test
    void seesHowDeepElementsAreNested() {
        byte[] nested = Der.element(Der.NULL);
        for (int i = 0; i < 32; i++) {
            nested = Der.element(Der.SEQUENCE, nested, Der.integer(i));
        }

        assertThat(Der.isShallow(nested, 32)).isTrue();
        assertThat(Der.isShallow(nested, 31)).isFalse();
        assertThat(Der.isShallow(Der.element(Der.SEQUENCE), 1)).isTrue();
        assertThat(Der.isShallow(new byte[0], 1)).isTrue();
        for (byte[] broken : new byte[][] {
            {0x30},
            {0x30, 1},
            {0x30, (byte) 0x80, 0, 0},
            {0x30, (byte) 0x84, 127, 127, 127, 127},
            {0x1f, 1, 0},
            {0x30, 2, 4, 9}
        }) {
            assertThat(Der.isShallow(broken, 8)).isFalse();
        }
    }
}
