package io.skep.itests.wire.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.transport.internal.NettyLinks;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The edge's metadata outlives the cloud, the process and the link. */
@Timeout(60)
class EdgeOfflineIT {

    private static final String POD =
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u-1\"}}";

    @TempDir
    private Path folder;

    private final CertificateAuthority ca =
            CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
    private final NettyLinks links = new NettyLinks();

    private static Message fromEdged(String operation, String resource, Object content) {
        return Message.of("edged", "meta", operation, resource, content);
    }

    @Test
    void startsWithoutACloudAndReportsWhenItComes() throws Exception {
        int port;
        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = edge(cloud.address())) {
            port = Integer.parseInt(cloud.address().split(":")[1]);
            cloud.accept();
            JsonNode pod = Json.parse(POD);
            cloud.send(Message.of("edgecontroller", "resource", "insert", "default/pod/a", pod)
                    .withResourceVersion("7"));
            assertThat(Contents.isOk(cloud.expect(
                            "an acknowledgement", m -> m.operation().equals("response"))))
                    .isTrue();
            assertThat(edge.store.find("default/pod/a")).isPresent();
        }

        try (SkepEdge edge = edge("127.0.0.1:" + port)) {
            Message stored = edge.edged.call("metamanager", fromEdged("query", "default/pod", null));
            assertThat(stored.source()).isEqualTo("metamanager");
            assertThat(stored.content()).isEqualTo(Json.MAPPER.createArrayNode().add(POD));
            for (String phase : new String[] {"Pending", "Running"}) {
                String patch = "{\"metadata\":{\"uid\":\"u-1\"},\"status\":{\"phase\":\"" + phase + "\"}}";
                Message answer = edge.edged.call("metamanager", fromEdged("patch", "default/podpatch/a", patch));
                assertThat(Contents.isOk(answer)).isTrue();
            }
            Message lease = fromEdged("update", "kube-node-lease/lease/edge-1", Json.object());
            assertThat(edge.edged.call("metamanager", lease).operation()).isEqualTo("error");
        }

        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = edge(cloud.address())) {
            cloud.accept();
            Message patch =
                    cloud.expect("the status", message -> message.operation().equals("patch"));
            assertThat(Contents.text(patch)).contains("Running");
            cloud.cut();
            cloud.accept();
            cloud.send(
                    patch.response(Json.parse("{\"Object\":{},\"Err\":null}")).withRoute("edgecontroller", "resource"));

            Await.until("the status is proved", () -> edge.outbox.size() == 0);
            assertThat(cloud.surplus(Duration.ofMillis(300)))
                    .allMatch(message -> message.operation().equals("keepalive"));
        }
    }

    private SkepEdge edge(String server) {
        return new SkepEdge(folder, "edge-1", server, ca, links);
    }
}
