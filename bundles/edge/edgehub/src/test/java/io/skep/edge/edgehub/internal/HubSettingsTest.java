package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubSettingsTest {

    /** The defaults with some keys changed. */
    private static HubSettings with(Map<String, Object> keys) {
        return HubSettings.of(EdgeHubConfig.class.cast(Proxy.newProxyInstance(
                EdgeHubConfig.class.getClassLoader(),
                new Class<?>[] {EdgeHubConfig.class},
                (self, method, arguments) -> keys.getOrDefault(method.getName(), method.getDefaultValue()))));
    }

    @Test
    void dialsByWebSocketUnlessTold() {
        HubSettings settings = with(Map.of());
        assertThat(settings.webSocket()).isTrue();
        assertThat(settings.server()).isEqualTo("127.0.0.1:10000");
    }

    @Test
    void dialsTheQuicServerWithItsOwnTimeout() {
        HubSettings settings = with(Map.of("websocket_enable", false, "quic_enable", true, "quic_handshakeTimeout", 7));
        assertThat(settings.webSocket()).isFalse();
        assertThat(settings.server()).isEqualTo("127.0.0.1:10001");
        assertThat(settings.handshakeTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.dialsLike(with(Map.of()))).isFalse();
    }

    @Test
    void takesTheLaneThatReachesEveryCloudWhenBothOrNoneAreNamed() {
        assertThat(with(Map.of("quic_enable", true)).webSocket()).isTrue();
        assertThat(with(Map.of("websocket_enable", false)).webSocket()).isTrue();
    }
}
