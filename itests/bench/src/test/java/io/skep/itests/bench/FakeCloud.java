package io.skep.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Admission;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkRequest;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.internal.NettyLinks;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A cloud's end of real links, which keeps leases as the API does and remembers what it was told. */
public final class FakeCloud implements LinkHandler, AutoCloseable {

    public static final String HOST = "127.0.0.1";

    private static final Duration TIME = Duration.ofSeconds(30);

    private final CertificateAuthority ca;
    private final LinkServer server;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private final Map<String, Long> leases = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    private volatile Function<LinkRequest, Admission> door = request -> Admission.ACCEPTED;

    /** @param folder with the CA */
    public FakeCloud(Path folder) {
        this.ca = CertificateAuthority.load(
                folder.resolve("rootCA.crt"), folder.resolve("rootCA.key"), InstantSource.system(), new SecureRandom());
        this.server = new NettyLinks()
                .listen(
                        new LinkServerOptions(
                                HOST,
                                0,
                                ReloadableKeyManager.of(identity()),
                                CaTrustManager.of(ca.certificate()),
                                LinkLimits.of(1 << 20, TIME)),
                        this);
    }

    /** What a server of this cloud shows. */
    public Identity identity() {
        return ca.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of(HOST), Duration.ofDays(1));
    }

    public CertificateAuthority ca() {
        return ca;
    }

    public int port() {
        return server.port();
    }

    public String address() {
        return HOST + ":" + port();
    }

    /** Who is let in from now on. */
    public void door(Function<LinkRequest, Admission> next) {
        door = next;
    }

    /** The links by node. */
    public Map<String, Link> links() {
        return links;
    }

    /** Sends to a node. */
    public Message push(String node, String operation, String resource, Object content) throws InterruptedException {
        Message message = Message.of("edgecontroller", "resource", operation, resource, content);
        links.get(node).send(message);
        return message;
    }

    /** The next message that fits. */
    public Message await(String operation, String resource) throws InterruptedException {
        while (true) {
            Message next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no " + operation + " of " + resource);
            }
            if (next.operation().equals(operation) && next.resource().equals(resource)) {
                return next;
            }
        }
    }

    /** Changes a lease behind the edge's back. */
    public void touchLease(String node) {
        leases.merge(node, 1L, Long::sum);
    }

    @Override
    public Admission admit(LinkRequest request) {
        boolean own = request.peerCertificate()
                .flatMap(Subject::findNode)
                .filter(request.nodeId()::equals)
                .isPresent();
        return own ? door.apply(request) : new Admission.Refused(403, "another's certificate", Duration.ZERO);
    }

    @Override
    public void connected(Link link) {
        links.put(link.nodeId(), link);
    }

    @Override
    public void received(Link link, Message message) throws Exception {
        heard.add(message);
        if (message.resource().startsWith("kube-node-lease/lease/")
                && !message.operation().equals("response")) {
            link.send(message.response(lease(link.nodeId(), message)));
        } else if (message.operation().equals("query")) {
            link.send(message.response(Json.object().put("name", message.resource())));
        }
    }

    /** As the API: no insert over what is there, no update of another version. */
    private ObjectNode lease(String node, Message message) throws Exception {
        ObjectNode content = message.operation().equals("query") ? Json.object() : (ObjectNode) Contents.tree(message);
        JsonNode claimed = content.path("metadata").path("resourceVersion");
        Long there = leases.get(node);
        boolean right = switch (message.operation()) {
            case "insert" -> there == null;
            case "update" -> there != null && claimed.asText().equals(there.toString());
            default -> true;
        };
        if (!right) {
            ObjectNode failure = Json.object();
            failure.putObject("Object");
            failure.putObject("Err").putObject("ErrStatus").put("code", there == null ? 404 : 409);
            return failure;
        }
        if (!message.operation().equals("query")) {
            touchLease(node);
        }
        ObjectNode done = Json.object();
        done.putObject("Object")
                .putObject("metadata")
                .put("name", node)
                .put("resourceVersion", String.valueOf(leases.get(node)));
        done.putNull("Err");
        return done;
    }

    @Override
    public void disconnected(Link link, String reason) {
        links.remove(link.nodeId(), link);
    }

    @Override
    public void close() {
        server.close();
    }
}
