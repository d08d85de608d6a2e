package io.skep.itests.bench.channel;

import io.skep.itests.bench.edges.EdgeFleet;
import io.skep.itests.bench.edges.EdgeWatcher;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** All edges but a few are cut within a second and dial again within a second, three seconds later. */
final class StormBench {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final int CUT_SECONDS = 3;
    /** Registering a node is two writes of the API, which is not what is measured. */
    private static final int REGISTERING = 16;

    private StormBench() {}

    /** Options {@code edges}, {@code live}: how many are cut, and how many are not; {@code after}: seconds that are watched after the return. */
    static Rows run(Options options) throws Exception {
        Rows rows = new Rows();
        int live = options.number("live", 50);
        int count = options.number("edges", 2000);
        try (Site site = new Site(options, live + count)) {
            EdgeFleet calm = site.nodes(0, live, REGISTERING, new EdgeWatcher() {});
            EdgeFleet storm = site.nodes(live, count, REGISTERING, new EdgeWatcher() {});
            for (EdgeFleet fleet : new EdgeFleet[] {calm, storm}) {
                fleet.open();
                fleet.await(
                        PATIENCE, () -> fleet.renewedEdges() == fleet.edges().size());
            }
            TimeUnit.SECONDS.sleep(options.number("after", 15));
            rows.note("before: " + storm);
            calm.reset();
            storm.cut(SECOND);
            TimeUnit.SECONDS.sleep(CUT_SECONDS);
            storm.reset();
            double cpu = site.cloud().cpuSeconds();
            long begin = System.nanoTime();
            storm.open(SECOND);
            storm.await(PATIENCE, () -> storm.openNow() == count && storm.renewedEdges() == count);
            rows.add("storm." + count, "s", (System.nanoTime() - begin) / 1e9);
            rows.add("storm.cpu", "s", site.cloud().cpuSeconds() - cpu);
            TimeUnit.SECONDS.sleep(options.number("after", 15));
            rows.add("storm.live.latest_renewal", "ms", calm.latestRenewalMillis());
            rows.add("storm.live.missed", "renewals", calm.missed() + calm.losses());
            rows.note("after: " + storm + "; live: " + calm);
        }
        return rows;
    }
}
