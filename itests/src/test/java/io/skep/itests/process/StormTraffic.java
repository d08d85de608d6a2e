package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** All that flows between a cloud and its edge-1 while their link is cut or one of them is killed, and how much of it has arrived. */
final class StormTraffic implements AutoCloseable {

    /** Far above anything that a sound system needs: machines of tests are busy. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final Duration LOOK = Duration.ofMillis(10);

    private final Shells shells;
    private final Traffic traffic;
    private final Numbers numbers;
    private final Kept kept;
    private final Churn churn;
    private int doubles;

    /** Lets the edge send as much as flows here; it must be started anew for the test. */
    static void allow(Cluster cluster) {
        LinkedEdge.replace(
                cluster.folder().resolve(LinkedEdge.NAME).resolve("conf/edgecore.yaml"),
                "  edgeHub:\n",
                "  edgeHub:\n    messageQPS: 1000\n    messageBurst: 1000\n");
    }

    /** Lets a number count as sent only when the edge has it on its disk. */
    static void beSure(Cluster cluster) {
        try {
            Files.createFile(cluster.folder().resolve(LinkedEdge.NAME).resolve(Recorder.SURE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, and returns when messages have arrived both ways. */
    StormTraffic(Cluster cluster) {
        this(cluster, List.of(cluster.folder().resolve("cloud")));
    }

    /** @param clouds folders of all that the edge may be linked to */
    StormTraffic(Cluster cluster, List<Path> clouds) {
        this.shells = new Shells(cluster);
        this.traffic = new Traffic(cluster).prepare().write();
        this.numbers = new Numbers(cluster).start();
        this.kept = new Kept(cluster, clouds);
        this.churn = new Churn(cluster);
    }

    /**
     * How long it took after a repair.
     *
     * @param linked milliseconds until there was a new link; negative when the old one went on
     * @param through milliseconds until what was sent after the repair had come through, both ways
     */
    record Back(long linked, long through) {}

    /** How many links the edge has had. */
    long links() {
        return HubStatus.of(shells, LinkedEdge.NAME).connects();
    }

    /**
     * Repairs, and waits until something that was sent after that has come through, both ways.
     *
     * @param linksBefore what {@link #links} said before the cut
     */
    Back awaitThrough(long linksBefore, Runnable repair) {
        Instant repaired = Instant.now();
        repair.run();
        long begun = System.nanoTime();
        int down = traffic.newest();
        int up = numbers.sent();
        while (numbers.newest() <= down || kept.newest() <= up) {
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                throw new AssertionError("not in " + LIMIT.toSeconds() + " s: more than " + down
                        + " down and more than " + up + " up; last seen " + numbers.newest() + " and " + kept.newest());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        long through = Duration.between(repaired, Instant.now()).toMillis();
        HubStatus status = HubStatus.of(shells, LinkedEdge.NAME);
        long linked = Duration.between(repaired, status.since()).toMillis();
        return new Back(status.connects() > linksBefore ? Math.max(0, linked) : -1, through);
    }

    /** Pauses the writer and waits until edge, records and API are equal. */
    long rest() {
        long begun = System.nanoTime();
        numbers.collect();
        doubles += numbers.duplicates();
        traffic.pause(numbers);
        traffic.awaitEqual(LIMIT);
        traffic.goOn();
        if (!churn.failures().isEmpty()) {
            throw new AssertionError(churn.failures());
        }
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** Ends the sending and waits for the rest; what was lost or came in the wrong order is told. */
    List<String> finish() throws IOException, InterruptedException {
        churn.finish();
        List<String> found = new ArrayList<>(numbers.finish());
        doubles += numbers.duplicates();
        traffic.settle(LIMIT);
        found.addAll(traffic.broken());
        found.addAll(churn.failures());
        Await.until(
                "the outbox is empty",
                LIMIT,
                () -> shells.ok(LinkedEdge.NAME, "edgehub:status"),
                text -> text.matches("(?s).*\\noutbox +0\\s.*"));
        return found;
    }

    /** The uploads that have not come after all. */
    List<String> lostUploads() {
        try {
            Await.until("uploads have come", Duration.ofSeconds(20), kept::uploads, count -> count >= kept.uploaded());
        } catch (AssertionError e) {
            return kept.missing();
        }
        return kept.missing();
    }

    /** How much there was of everything. */
    List<String> figures() {
        HubStatus status = HubStatus.of(shells, LinkedEdge.NAME);
        int again = kept.again().values().stream().mapToInt(Integer::intValue).sum();
        return List.of(
                "down: %d writes, %d different messages at the edge, %d more than once, %d of them after a newer one"
                        .formatted(traffic.written(), numbers.received(), doubles, numbers.stale()),
                "up: %d numbers and %d uploads sent, %d different messages in the cloud, %d more than once %s"
                        .formatted(numbers.sent(), kept.uploaded(), kept.messages(), again, kept.again()),
                "pods that came and went: %d, slowest step %d ms"
                        .formatted(churn.lives(), churn.slowest().toMillis()),
                "links: %d, frames since the edge's start: %d up, %d down"
                        .formatted(status.connects(), status.sent(), status.received()));
    }

    @Override
    public void close() {
        churn.close();
        kept.close();
        numbers.close();
        traffic.close();
    }
}
