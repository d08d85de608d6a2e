package io.skep.cloud.cloudhub.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import org.junit.jupiter.api.Test;

class UpstreamGuardTest {

    private static Message message(String source, String resource, Object content) {
        return Message.of(source, "resource", "update", resource, content);
    }

    @Test
    void takesWhatNodesSend() throws Exception {
        for (String resource : new String[] {
            "node",
            "default/node/edge-1",
            "kube-node-lease/lease/edge-1",
            "default/pod/node",
            "device/node/twin/edge_updated",
            "node/edge-1/default/pod/x",
            "nodes/of/mine",
            "$hw/events/upload/x"
        }) {
            assertThat(UpstreamGuard.fault("edge-1", message("edged", resource, "x")))
                    .isEmpty();
        }
        assertThat(UpstreamGuard.fault(
                        "edge-1", message("metaserver", "null", Json.parse("{\"ID\":\"1\",\"Nodename\":\"edge-1\"}"))))
                .isEmpty();
        assertThat(UpstreamGuard.fault("edge-1", message("metaserver", "watchapp/sync", Json.parse("{}"))))
                .isEmpty();
    }

    @Test
    void refusesWhatIsInTheNameOfAnother() throws Exception {
        assertThat(UpstreamGuard.fault("edge-1", message("edged", "node/edge-2/default/pod/x", "x")))
                .contains("a message names a resource of node edge-2");
        assertThat(UpstreamGuard.fault("edge-1", message("edged", "node/", "x")))
                .isPresent();
        assertThat(UpstreamGuard.fault(
                        "edge-1", message("metaserver", "null", Json.parse("{\"Nodename\":\"edge-2\"}"))))
                .contains("an application is in the name of node edge-2");
    }
}
