package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @Test
    void readsNamesAndAddresses() throws Exception {
        assertThat(ServerAddress.parse("cloud.example:10001")).isEqualTo(new ServerAddress("cloud.example", 10001));
        assertThat(ServerAddress.parse("[::1]:65535")).isEqualTo(new ServerAddress("::1", 65535));
        assertThat(ServerAddress.parse("127.0.0.1:1").resolve().isUnresolved()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cloud", ":1", "cloud:", "cloud:0", "cloud:65536", "cloud:-1", "cloud:1x", "cloud:999999"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(SkepException.class)
                .hasMessage("The edge cannot dial '" + text + "' because it is no host:port.");
    }
}
