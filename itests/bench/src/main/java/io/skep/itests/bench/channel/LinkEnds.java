package io.skep.itests.bench.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Both ends of the link that is measured: the transport alone, without framework and hubs. */
final class LinkEnds {

    /** Operation of a message that is answered. */
    static final String ASK = "query";

    private static final String HOST = "127.0.0.1";
    private static final int CONTENT_BYTES = 1024;
    private static final int MEMBERS = 14;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);
    private static final Duration YEAR = Duration.ofDays(365);

    private final CertificateAuthority ca;

    /** @param folder with {@code rootCA.crt} and {@code rootCA.key} */
    LinkEnds(Path folder) {
        this.ca = CertificateAuthority.load(
                folder.resolve("rootCA.crt"), folder.resolve("rootCA.key"), InstantSource.system(), new SecureRandom());
    }

    /** A server that answers what asks and counts nothing. */
    LinkServer listen(Links links) {
        LinkServerOptions options = new LinkServerOptions(
                HOST,
                0,
                ReloadableKeyManager.of(ca.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of(HOST), YEAR)),
                CaTrustManager.of(ca.certificate()),
                LinkLimits.of(32 * 1024 * 1024, HANDSHAKE));
        return links.listen(options, new Answering());
    }

    Link connect(Links links, String node, int port, LinkHandler handler) throws InterruptedException {
        return links.connect(
                new LinkClientOptions(
                        HOST + ":" + port,
                        "project",
                        node,
                        ReloadableKeyManager.of(ca.issueClient(Subject.node(node), YEAR)),
                        CaTrustManager.of(ca.certificate()),
                        32 * 1024 * 1024,
                        HANDSHAKE,
                        HANDSHAKE,
                        Duration.ZERO),
                handler);
    }

    /** A new message with 1 KiB of JSON. */
    static Message message(String operation, ObjectNode content) {
        return Message.of("bench", "resource", operation, "default/configmap/bench", content);
    }

    /** A ConfigMap that is as long as asked. */
    static ObjectNode content() {
        ObjectNode map = Json.object();
        map.put("kind", "ConfigMap").put("apiVersion", "v1");
        map.putObject("metadata").put("name", "bench").put("namespace", "default");
        ObjectNode data = map.putObject("data");
        int rest = CONTENT_BYTES - Json.writeBytes(map).length;
        for (int i = 0; i < MEMBERS; i++) {
            int length = rest / MEMBERS + (i < rest % MEMBERS ? 1 : 0);
            String name = "key-" + (char) ('a' + i);
            data.put(name, "x".repeat(length - name.length() - 6 + (i == 0 ? 1 : 0)));
        }
        return map;
    }

    /** What the server does. */
    private static final class Answering implements LinkHandler {

        @Override
        public void connected(Link link) {}

        @Override
        public void received(Link link, Message message) throws InterruptedException {
            if (message.operation().equals(ASK)) {
                link.send(message.response(message.content()));
            }
        }

        @Override
        public void disconnected(Link link, String reason) {}
    }
}
