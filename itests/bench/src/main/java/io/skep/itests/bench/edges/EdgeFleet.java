package io.skep.itests.bench.edges;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Edges that are connected and cut together, with counts of what happens to them. */
public final class EdgeFleet {

    private static final long LOOK_NANOS = 1_000_000;
    private static final Duration STALLED = Duration.ofSeconds(90);

    private final List<SimulatedEdge> edges;
    private final Semaphore dialling;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder heard = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder losses = new LongAdder();
    private final LongAdder renewals = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final boolean leases;
    private final Set<SimulatedEdge> settled = ConcurrentHashMap.newKeySet();
    private final Set<SimulatedEdge> renewed = ConcurrentHashMap.newKeySet();
    private final AtomicLong latestRenewal = new AtomicLong();
    private final AtomicReference<String> lastLoss = new AtomicReference<>("");

    /**
     * Edges that are not connected yet.
     *
     * @param first number of the first
     * @param handshakes how many may be under way at a time in {@link #open}: until the edge is open or, if it has a lease, until that is written
     * @param watcher is told besides
     */
    public EdgeFleet(
            EdgeNetwork network, EdgeSettings settings, int first, int count, int handshakes, EdgeWatcher watcher) {
        this.dialling = new Semaphore(handshakes);
        this.leases = settings.leases();
        EdgeWatcher counting = new Counting(watcher);
        this.edges = IntStream.range(first, first + count)
                .mapToObj(index -> new SimulatedEdge(index, network, settings, counting))
                .toList();
    }

    public List<SimulatedEdge> edges() {
        return edges;
    }

    /** Connects all, as many at a time as the fleet's handshakes allow, and returns when all are open. */
    public void open() throws InterruptedException, TimeoutException {
        for (SimulatedEdge edge : edges) {
            if (!dialling.tryAcquire(STALLED.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("no edge got in for " + STALLED.toSeconds() + " s: " + this);
            }
            edge.connect();
        }
        await(STALLED, () -> open.get() == edges.size());
    }

    /** Connects all at even distances. */
    public void open(Duration spread) {
        spread(spread, SimulatedEdge::connect);
    }

    /** Cuts all at even distances. */
    public void cut(Duration spread) {
        spread(spread, SimulatedEdge::cut);
        open.set(0);
    }

    private void spread(Duration time, Consumer<SimulatedEdge> action) {
        long begin = System.nanoTime();
        for (int i = 0; i < edges.size(); i++) {
            long due = begin + time.toNanos() * i / edges.size();
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(Math.min(due - System.nanoTime(), LOOK_NANOS));
            }
            action.accept(edges.get(i));
        }
    }

    /** Waits until it is so. */
    public void await(Duration time, BooleanSupplier look) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + time.toNanos();
        while (!look.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException("waited " + time.toSeconds() + " s in vain: " + this);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Edges with a link. */
    public int openNow() {
        return open.get();
    }

    /** Edges that renewed their lease since the last {@link #reset}. */
    public int renewedEdges() {
        return renewed.size();
    }

    /** Links that ended unasked, and dials in vain. */
    public long losses() {
        return losses.sum();
    }

    public long refusals() {
        return refusals.sum();
    }

    public long missed() {
        return missed.sum();
    }

    /** The longest time from a lease update's due time to its answer, in milliseconds. */
    public double latestRenewalMillis() {
        return latestRenewal.get() / 1e6;
    }

    /** Forgets what was counted, but for who is open. */
    public void reset() {
        List.of(heard, refusals, losses, renewals, missed).forEach(LongAdder::reset);
        latestRenewal.set(0);
        renewed.clear();
    }

    @Override
    public String toString() {
        return open.get() + " of " + edges.size() + " open, " + heard + " messages, " + renewals + " renewals (latest "
                + Math.round(latestRenewalMillis()) + " ms, " + missed + " missed), " + refusals + " refused, "
                + losses + " lost" + (lastLoss.get().isEmpty() ? "" : " (" + lastLoss + ")");
    }

    /** Counts, lets the next one dial, and hands on. */
    private final class Counting implements EdgeWatcher {

        private final EdgeWatcher next;

        private Counting(EdgeWatcher next) {
            this.next = next;
        }

        @Override
        public void opened(SimulatedEdge edge) {
            open.incrementAndGet();
            if (!leases) {
                settle(edge);
            }
            next.opened(edge);
        }

        @Override
        public void refused(SimulatedEdge edge, int status, Duration retryAfter) {
            refusals.increment();
            next.refused(edge, status, retryAfter);
        }

        @Override
        public void lost(SimulatedEdge edge, String reason) {
            losses.increment();
            lastLoss.set(edge.name() + ": " + reason);
            if (edge.wasOpen()) {
                open.decrementAndGet();
            }
            next.lost(edge, reason);
        }

        @Override
        public void heard(SimulatedEdge edge, Heard message) {
            heard.increment();
            next.heard(edge, message);
        }

        @Override
        public void renewed(SimulatedEdge edge, long nanos) {
            renewals.increment();
            renewed.add(edge);
            settle(edge);
            latestRenewal.accumulateAndGet(nanos, Math::max);
            next.renewed(edge, nanos);
        }

        private void settle(SimulatedEdge edge) {
            if (settled.add(edge)) {
                dialling.release();
            }
        }

        @Override
        public void missed(SimulatedEdge edge) {
            missed.increment();
            next.missed(edge);
        }
    }
}
