package io.skep.itests.bench.edges;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What a simulated edge says. */
final class Words {

    static final String LEASES = "kube-node-lease/lease/";

    private Words() {}

    static String id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    static String keepalive() {
        return message(id(), "", "websocket", "resource", "keepalive", "node", "\"ping\"");
    }

    static String ack(Heard heard) {
        return message(id(), heard.id(), heard.source(), heard.group(), "response", heard.resource(), "\"OK\"");
    }

    /**
     * A renewal.
     *
     * @param version of the lease in the API, empty when there is none
     * @param operation insert or update
     */
    static String lease(String id, String node, String version, String operation) {
        String content = """
                {"metadata":{"name":"%1$s","namespace":"kube-node-lease"%3$s},"spec":{"holderIdentity":"%1$s",\
                "leaseDurationSeconds":40,"renewTime":"%2$s"}}""".formatted(
                        node,
                        Instant.now().truncatedTo(ChronoUnit.MICROS),
                        version.isEmpty() ? "" : ",\"resourceVersion\":\"" + version + "\"");
        return message(id, "", "edged", "meta", operation, LEASES + node, content);
    }

    static String node(String id, String node) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String content = """
                {"metadata":{"name":"%1$s","labels":{"kubernetes.io/hostname":"%1$s","kubernetes.io/os":"linux",\
                "node-role.kubernetes.io/agent":"","node-role.kubernetes.io/edge":""}},"spec":{},"status":{\
                "capacity":{"cpu":"2","memory":"4Gi","pods":"2000"},"allocatable":{"cpu":"2","memory":"4Gi","pods":"2000"},\
                "conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"%2$s","lastTransitionTime":"%2$s",\
                "reason":"EdgeReady","message":"edge is posting ready status"}],\
                "addresses":[{"type":"InternalIP","address":"127.0.0.1"},{"type":"Hostname","address":"%1$s"}]}}""".formatted(node, now);
        return message(id, "", "edged", "meta", "insert", "default/node/" + node, content);
    }

    static String query(String id, String resource) {
        return message(id, "", "edged", "meta", "query", resource, "null");
    }

    private static String message(
            String id, String parent, String source, String group, String operation, String resource, String content) {
        return "{\"header\":{\"msg_id\":\"" + id + "\","
                + (parent.isEmpty() ? "" : "\"parent_msg_id\":\"" + parent + "\",")
                + "\"timestamp\":" + System.currentTimeMillis() + "},\"route\":{\"source\":\"" + source
                + "\",\"group\":\"" + group + "\",\"operation\":\"" + operation + "\",\"resource\":\"" + resource
                + "\"},\"content\":" + content + "}\n";
    }
}
