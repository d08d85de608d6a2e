package io.skep.itests.bench.channel;

import io.skep.itests.bench.edges.EdgeCertificates;
import io.skep.itests.bench.edges.EdgeFleet;
import io.skep.itests.bench.edges.EdgeNetwork;
import io.skep.itests.bench.edges.EdgeSettings;
import io.skep.itests.bench.edges.EdgeWatcher;
import java.io.IOException;

/** A cloud under test and the edges of this process. */
final class Site implements AutoCloseable {

    private final String host;
    private final int port;
    private final boolean skepPeers;
    private final EdgeCertificates certificates;
    private final EdgeNetwork network;
    private final Proc cloud;

    /** Options {@code server}, {@code ca}, {@code pid}, {@code skep}, {@code threads}. */
    Site(Options options, int edges) throws IOException {
        String[] server = options.text("server").split(":");
        this.host = server[0];
        this.port = Integer.parseInt(server[1]);
        this.skepPeers = options.has("skep");
        this.certificates = EdgeCertificates.open(options.path("ca"));
        certificates.ensure(edges);
        this.network = new EdgeNetwork(certificates, options.number("threads", 2));
        this.cloud =
                new Proc(options.number("pid", (int) ProcessHandle.current().pid()));
    }

    Proc cloud() {
        return cloud;
    }

    /** Makes room for more edges. */
    void ensure(int edges) throws IOException {
        certificates.ensure(edges);
    }

    /** Edges that say keepalive and nothing else. */
    EdgeFleet quiet(int first, int count, int handshakes) {
        return fleet(first, count, handshakes, false, new EdgeWatcher() {});
    }

    /** Edges with nodes and leases, which come back by themselves. */
    EdgeFleet nodes(int first, int count, int handshakes, EdgeWatcher watcher) {
        return fleet(first, count, handshakes, true, watcher);
    }

    private EdgeFleet fleet(int first, int count, int handshakes, boolean leases, EdgeWatcher watcher) {
        EdgeSettings settings = new EdgeSettings(host, port, skepPeers, leases, true);
        return new EdgeFleet(network, settings, first, count, handshakes, watcher);
    }

    @Override
    public void close() {
        network.close();
    }
}
