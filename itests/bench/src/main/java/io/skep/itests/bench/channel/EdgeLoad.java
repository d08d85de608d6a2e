package io.skep.itests.bench.channel;

import io.skep.itests.bench.edges.EdgeCertificates;
import io.skep.itests.bench.edges.EdgeFleet;
import io.skep.itests.bench.edges.EdgeNetwork;
import io.skep.itests.bench.edges.EdgeSettings;
import io.skep.itests.bench.edges.EdgeWatcher;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Simulated edges by hand, see docs/benchmarks.md. */
public final class EdgeLoad {

    private static final int HANDSHAKES = 128;

    private EdgeLoad() {}

    /**
     * {@code --server HOST:PORT --ca FOLDER [--edges N] [--first N] [--skep] [--leases] [--seconds S] [--storm] [--pid CLOUD] [--threads N]}: connects,
     * tells each second how it goes; with storm cuts all after the time, lets them come back within a second and goes on for the same time.
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        String[] server = options.text("server").split(":");
        int first = options.number("first", 0);
        int count = options.number("edges", 1000);
        EdgeCertificates certificates = EdgeCertificates.open(options.path("ca"));
        certificates.ensure(first + count);
        Proc cloud =
                new Proc(options.number("pid", (int) ProcessHandle.current().pid()));
        System.out.println("TLS by " + EdgeNetwork.provider() + ", processor time of process " + cloud.pid());
        EdgeSettings settings = new EdgeSettings(
                server[0], Integer.parseInt(server[1]), options.has("skep"), options.has("leases"), true);
        try (EdgeNetwork network = new EdgeNetwork(certificates, options.number("threads", 2))) {
            EdgeFleet fleet = new EdgeFleet(network, settings, first, count, HANDSHAKES, new EdgeWatcher() {});
            double cpu = cloud.cpuSeconds();
            long begin = System.nanoTime();
            fleet.open();
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "open after %.2f s, %.0f /s, %.3f ms of the cloud's processor time each%n",
                    seconds,
                    count / seconds,
                    (cloud.cpuSeconds() - cpu) * 1000 / count);
            watch(fleet, cloud, options.number("seconds", 30));
            if (options.has("storm")) {
                storm(fleet, options);
                watch(fleet, cloud, options.number("seconds", 30));
            }
            fleet.cut(Duration.ZERO);
        }
    }

    private static void storm(EdgeFleet fleet, Options options) throws Exception {
        fleet.cut(Duration.ofSeconds(1));
        TimeUnit.SECONDS.sleep(3);
        fleet.reset();
        long begin = System.nanoTime();
        fleet.open(Duration.ofSeconds(1));
        int count = fleet.edges().size();
        fleet.await(
                Duration.ofSeconds(120),
                () -> fleet.openNow() == count && (!options.has("leases") || fleet.renewedEdges() == count));
        System.out.printf(Locale.ROOT, "all back after %.2f s%n", (System.nanoTime() - begin) / 1e9);
    }

    private static void watch(EdgeFleet fleet, Proc cloud, int seconds) throws Exception {
        double before = cloud.cpuSeconds();
        for (int second = 1; second <= seconds; second++) {
            TimeUnit.SECONDS.sleep(1);
            double now = cloud.cpuSeconds();
            System.out.printf(Locale.ROOT, "%3d s  %.2f cores  %s%n", second, now - before, fleet);
            before = now;
        }
        System.out.printf(Locale.ROOT, "resident memory %.0f MB%n", cloud.residentKilobytes(0) / 1000);
    }
}
