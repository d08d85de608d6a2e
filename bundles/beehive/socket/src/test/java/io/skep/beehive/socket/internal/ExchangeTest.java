package io.skep.beehive.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    @Test
    void writesModulesAndGroups() throws Exception {
        try (TestBus bus = new TestBus()) {
            bus.probe("a", "g");
            bus.probe("b", "g");
            bus.probe("c", "odd/group");
            bus.probe("gone", "g");
            bus.stop("gone");
            Exchange exchange = Exchange.of(bus.bus().modules());
            assertThat(Json.write(exchange.tree()))
                    .isEqualTo(
                            "{\"modules\":[\"a\",\"b\",\"c\"],\"groups\":{\"g\":[\"a\",\"b\"],\"odd/group\":[\"c\"]}}");
        }
    }

    @Test
    void readsWhatItCanUse() throws Exception {
        assertThat(Exchange.parse(Json.parse("""
                                {"modules": ["a", "b", "", 1, "not a name"],
                                 "groups": {"g": ["a", "unknown"], "bad group": ["b"]}}""")).groups()).isEqualTo(Map.of("a", "g", "b", "b", "1", "1"));
        assertThat(Exchange.parse(Json.parse("{\"modules\": \"a\", \"groups\": 1}"))
                        .groups())
                .isEmpty();
        assertThat(Exchange.parse(Json.parse("\"\"")).groups()).isEmpty();
    }

    @Test
    void readsNoMoreThan256Modules() throws Exception {
        StringBuilder names = new StringBuilder("\"m0\"");
        for (int i = 1; i < 300; i++) {
            names.append(",\"m").append(i).append('"');
        }
        assertThat(Exchange.parse(Json.parse("{\"modules\":[" + names + "]}")).groups())
                .hasSize(256);
    }
}
