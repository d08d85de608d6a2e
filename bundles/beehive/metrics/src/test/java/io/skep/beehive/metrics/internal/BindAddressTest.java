package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9091, 127.0.0.1, 9091, true",
        "127.0.1.7:0, 127.0.1.7, 0, true",
        "localhost:80, localhost, 80, true",
        "[::1]:9091, ::1, 9091, true",
        ":9091, 0.0.0.0, 9091, false",
        "0.0.0.0:9091, 0.0.0.0, 9091, false",
        "[::]:9091, ::, 9091, false",
        "node.example:9091, node.example, 9091, false"
    })
    void readsAddressesAsGoWritesThem(String text, String host, int port, boolean loopback) {
        BindAddress address = BindAddress.parse(text);
        assertThat(address).isEqualTo(new BindAddress(host, port));
        assertThat(address.isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9091", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:http", "::1:9091", "a b:1", "http://a:1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> BindAddress.parse(text))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(MetricsError.BAD_ADDRESS))
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void isWrittenAsInAUrl() {
        assertThat(BindAddress.parse("[::1]:0").at(7)).isEqualTo("[::1]:7");
        assertThat(BindAddress.parse("127.0.0.1:0").at(7)).isEqualTo("127.0.0.1:7");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9091, true",
        "127.0.0.1, true",
        "localhost:9091, true",
        "[::1]:9091, true",
        "192.0.2.1:9091, true",
        "evil.example:9091, false",
        "localhost.evil.example, false",
        "127.0.0.1.evil.example:9091, false",
        "'', false"
    })
    void aLoopbackServerIsCalledByAddressAlone(String host, boolean allowed) {
        assertThat(new HostCheck(BindAddress.parse("127.0.0.1:9091")).allows(host))
                .isEqualTo(allowed);
        assertThat(new HostCheck(BindAddress.parse(":9091")).allows(host)).isTrue();
    }
}
