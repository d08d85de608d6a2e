package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamTest {

    @ParameterizedTest
    @CsvSource({
        "websocket, resource, keepalive, node, Keepalive",
        "edged, meta, response, default/pod/p, Acknowledged",
        "edged, meta, error, default/pod/p, Failed",
        "any, resource, response, default/volume/v1, Answer",
        "bus, user, upload, topic/a, ToModule router node/n/topic/a",
        "metaserver, dynamiccontroller, null, null, ToModule dynamiccontroller node/n/null",
        "twin, resource, get, membership/detail, ToGroup devicecontroller node/n/membership/detail",
        "edged, meta, query, default/secret/s, ToGroup edgecontroller node/n/default/secret/s",
        "edgecontroller, meta, query, default/secret/s, Ignored",
        "'', '', '', '', Ignored",
    })
    void firstFittingRuleDecides(String source, String group, String operation, String resource, String expected) {
        Upstream command = Upstream.parse("n", Message.of(source, group, operation, resource, null));

        String text = switch (command) {
            case Upstream.ToModule(String module, Message message) -> "ToModule " + module + " " + message.resource();
            case Upstream.ToGroup(String name, Message message) -> "ToGroup " + name + " " + message.resource();
            default -> command.getClass().getSimpleName();
        };
        assertThat(text).isEqualTo(expected);
    }
}
