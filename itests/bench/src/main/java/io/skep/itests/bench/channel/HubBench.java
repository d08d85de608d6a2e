package io.skep.itests.bench.channel;

import io.skep.itests.bench.edges.EdgeFleet;
import io.skep.itests.bench.edges.EdgeNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What idle connections cost a cloud that was started for this: memory at three sizes, the rate and the processor time of the second batch, and the
 * processor time of keepalives.
 */
final class HubBench {

    private static final int WARM = 200;
    private static final int HANDSHAKES = 128;
    private static final int SPARE_FILES = 1000;
    /** The hub takes 20 000 sockets, and one address has 28 232 ports to dial from. */
    private static final int MOST = 19_000;

    private final Site site;
    private final Rows rows;
    private final int settle;
    private double bare;

    private HubBench(Site site, Rows rows, int settle) {
        this.site = site;
        this.rows = rows;
        this.settle = settle;
    }

    /** Options {@code small}, {@code large}, {@code max}: numbers of connections; {@code settle}, {@code idle}: seconds. */
    static Rows run(Options options) throws Exception {
        Rows rows = new Rows();
        int small = options.number("small", 1000);
        int large = options.number("large", 5000);
        try (Site site = new Site(options, large)) {
            HubBench bench = new HubBench(site, rows, options.number("settle", 20));
            rows.note("edges handshake with " + EdgeNetwork.provider() + ", TLS 1.3, no resumption");
            bench.warmUp(Math.min(WARM, small));
            bench.connections(small, large, options.number("idle", 60));
            bench.most(large, options.number("max", MOST));
        }
        return rows;
    }

    private void warmUp(int count) throws Exception {
        EdgeFleet first = site.quiet(0, count, HANDSHAKES);
        first.open();
        first.cut(Duration.ZERO);
        bare = site.cloud().residentKilobytes(settle);
    }

    private void connections(int small, int large, int idle) throws Exception {
        EdgeFleet fleet = site.quiet(0, small, HANDSHAKES);
        fleet.open();
        rows.add("hub.connection.kb.1000", "kB", growth(small));
        EdgeFleet more = site.quiet(small, large - small, HANDSHAKES);
        Proc self = new Proc(ProcessHandle.current().pid());
        double own = self.cpuSeconds();
        double cpu = site.cloud().cpuSeconds();
        long begin = System.nanoTime();
        more.open();
        double seconds = (System.nanoTime() - begin) / 1e9;
        rows.add("hub.connect.rate", "/s", (large - small) / seconds);
        rows.add("hub.connect.cpu", "ms", (site.cloud().cpuSeconds() - cpu) * 1000 / (large - small));
        rows.note(String.format(
                Locale.ROOT,
                "processor time of the load itself: %.3f ms a connection",
                (self.cpuSeconds() - own) * 1000 / (large - small)));
        rows.add("hub.connection.kb.5000", "kB", growth(large));
        double before = site.cloud().cpuSeconds();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(idle);
        rows.add("hub.idle.cpu", "cores", (site.cloud().cpuSeconds() - before) / ((System.nanoTime() - start) / 1e9));
        if (fleet.losses() + more.losses() > 0) {
            rows.note("links were lost meanwhile: " + fleet + "; " + more);
        }
    }

    /** As many as the file limits of both sides allow. */
    private void most(int open, int asked) throws InterruptedException {
        String name = "hub.connection.kb.max";
        try {
            long files = Math.min(
                    site.cloud().maxFiles(), new Proc(ProcessHandle.current().pid()).maxFiles());
            int most = (int) Math.min(asked, files - SPARE_FILES);
            if (most <= open) {
                rows.leaveOut(name, "the limit of " + files + " open files allows no more connections (ulimit -n)");
                return;
            }
            site.ensure(most);
            EdgeFleet rest = site.quiet(open, most - open, HANDSHAKES);
            rest.open();
            rows.note(name + " is for " + most + " connections; " + files + " files may be open");
            rows.add(name, "kB", growth(most));
        } catch (IOException | TimeoutException e) {
            rows.leaveOut(name, String.valueOf(e.getMessage()));
        }
    }

    private double growth(int connections) throws IOException, InterruptedException {
        return (site.cloud().residentKilobytes(settle) - bare) / connections;
    }
}
