package io.skep.itests.bench.channel;

import io.skep.itests.bench.channel.Arrivals.Expected;
import io.skep.itests.bench.edges.EdgeCertificates;
import io.skep.itests.bench.edges.EdgeFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** From a request to the API until simulated edges have the object: one at a time, and a thousand at once. */
final class DistributeBench {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int WRITERS = 16;
    private static final int PATIENCE_SECONDS = 120;

    private final KubeApi api;
    private final Arrivals arrivals;
    private final Rows rows;

    private DistributeBench(KubeApi api, Arrivals arrivals, Rows rows) {
        this.api = api;
        this.arrivals = arrivals;
        this.rows = rows;
    }

    /**
     * Options {@code api}, {@code api-pki}: URL and folder of {@link KubeApi}; {@code single}: objects one at a time; {@code pods}: at once;
     * {@code nodes}: over which they are spread.
     */
    static Rows run(Options options) throws Exception {
        Rows rows = new Rows();
        int nodes = options.number("nodes", 100);
        int single = options.number("single", 300);
        int pods = options.number("pods", 1000);
        Arrivals arrivals = new Arrivals();
        try (Site site = new Site(options, nodes + 1);
                KubeApi api = new KubeApi(options.text("api"), options.path("api-pki"))) {
            EdgeFleet fleet = site.nodes(0, nodes + 1, WRITERS, arrivals);
            fleet.open();
            fleet.await(
                    Duration.ofSeconds(PATIENCE_SECONDS),
                    () -> fleet.renewedEdges() == fleet.edges().size());
            DistributeBench bench = new DistributeBench(api, arrivals, rows);
            bench.single("warm", single / 5 + 1, false);
            bench.single("one", single, true);
            bench.patches(fleet, single);
            bench.burst("warm-burst", pods / 5 + 1, 1, "");
            bench.burst("burst", pods, 1, "distribute.burst");
            bench.burst("spread", pods, nodes, "distribute.spread");
            rows.note("edges: " + fleet);
        }
        return rows;
    }

    private static String pod(String name, int node, String map) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeName":"%s","automountServiceAccountToken":false,\
                "terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"busybox:1","command":["sleep","1000"]%s}]}}\
                """.formatted(
                        name,
                        EdgeCertificates.nodeName(node),
                        map.isEmpty() ? "" : ",\"envFrom\":[{\"configMapRef\":{\"name\":\"" + map + "\"}}]");
    }

    private static long await(Expected arrival) throws IOException, InterruptedException {
        return arrival.await(PATIENCE_SECONDS);
    }

    private void single(String prefix, int count, boolean counts) throws Exception {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            String name = prefix + "-" + i;
            Expected arrival = arrivals.expect("insert", "default/pod/" + name, name);
            long begin = System.nanoTime();
            api.create(PODS, pod(name, 0, ""));
            millis[i] = (await(arrival) - begin) / 1e6;
            Expected gone = arrivals.expect("delete", "default/pod/" + name, name);
            api.delete(PODS + "/" + name);
            await(gone);
        }
        if (counts) {
            rows.add("distribute.pod_create.p50", "ms", Rows.percentile(millis, 50));
            rows.add("distribute.pod_create.p99", "ms", Rows.percentile(millis, 99));
        }
    }

    /** A map that a pod of the node uses and that the node has asked for. */
    private void patches(EdgeFleet fleet, int count) throws Exception {
        api.create(
                MAPS,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"bench\"},\"data\":{\"k\":\"v\"}}");
        Expected there = arrivals.expect("insert", "default/pod/reader", "reader");
        api.create(PODS, pod("reader", 0, "bench"));
        await(there);
        Expected asked = arrivals.expect("response", "default/configmap/bench", "bench");
        fleet.edges().getFirst().query("default/configmap/bench");
        await(asked);
        int warm = count / 5 + 1;
        double[] millis = new double[count];
        for (int i = -warm; i < count; i++) {
            String value = "value-" + (i + warm) + "-";
            Expected arrival = arrivals.expect("update", "default/configmap/bench", value);
            long begin = System.nanoTime();
            api.patch(MAPS + "/bench", "{\"data\":{\"k\":\"" + value + "\"}}");
            long end = await(arrival);
            if (i >= 0) {
                millis[i] = (end - begin) / 1e6;
            }
        }
        rows.add("distribute.configmap_patch.p50", "ms", Rows.percentile(millis, 50));
        rows.add("distribute.configmap_patch.p99", "ms", Rows.percentile(millis, 99));
    }

    /** One request to the API. */
    private interface Request {
        void send(int number) throws IOException, InterruptedException;
    }

    /** @param figure prefix of the names of the figures, empty for none */
    private void burst(String prefix, int pods, int nodes, String figure) throws Exception {
        int first = nodes == 1 ? 0 : 1;
        double created = all(
                prefix,
                "insert",
                prefix,
                pods,
                number -> api.create(PODS, pod(prefix + "-" + number, first + number % nodes, "")));
        double updated = all(
                prefix,
                "update",
                "changed",
                pods,
                number -> api.patch(
                        PODS + "/" + prefix + "-" + number,
                        "{\"metadata\":{\"annotations\":{\"bench\":\"changed\"}}}"));
        double deleted = all(prefix, "delete", prefix, pods, number -> api.delete(PODS + "/" + prefix + "-" + number));
        if (figure.isEmpty()) {
            return;
        }
        rows.add(figure + ".create", "/s", created);
        if (figure.endsWith("burst")) {
            rows.add(figure + ".update", "/s", updated);
            rows.add(figure + ".delete", "/s", deleted);
        }
    }

    /** Requests of sixteen writers; objects a second until the edges have all. */
    private double all(String prefix, String operation, String word, int count, Request request) throws Exception {
        List<Expected> coming = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            coming.add(arrivals.expect(operation, "default/pod/" + prefix + "-" + i, word));
        }
        AtomicInteger next = new AtomicInteger();
        List<FutureTask<Void>> writers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < WRITERS; i++) {
            FutureTask<Void> writer = new FutureTask<>(() -> {
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    request.send(number);
                }
                return null;
            });
            Thread.ofVirtual().start(writer);
            writers.add(writer);
        }
        for (FutureTask<Void> writer : writers) {
            writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        long last = begin;
        for (Expected arrival : coming) {
            last = Math.max(last, await(arrival));
        }
        return count / ((last - begin) / 1e9);
    }
}
