package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node whose name is as long as Kubernetes allows: longer than RFC 5280 has a common name. */
class LongNameTest extends WebSocketFixture {

    @Test
    void connects() throws Exception {
        String node = "n".repeat(253);
        Recorder cloud = new Recorder();
        LinkServer server = links.listen(
                new LinkServerOptions("127.0.0.1", 0, SERVER_KEYS, trust(), LinkLimits.of(MAX, LONG)), cloud);
        links.connect(
                new LinkClientOptions(
                        "127.0.0.1:" + server.port(),
                        "project",
                        node,
                        nodeKeys(node),
                        trust(),
                        MAX,
                        LONG,
                        LONG,
                        Duration.ZERO),
                new Recorder());
        assertThat(next(cloud.connected).nodeId()).isEqualTo(node);
    }
}
