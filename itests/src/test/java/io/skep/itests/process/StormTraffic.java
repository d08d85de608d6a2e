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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that flows between a cloud and its edge-1 while their link is cut or one of them is killed, and how much of it has arrived. */
final class StormTraffic implements AutoCloseable {

    /** Far above anything that a sound system needs: machines of tests are busy. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final Pattern CONNECTED = Pattern.compile("^time=(\\S+) .* msg=\"connected to the cloud ");

    private static final Duration LOOK = Duration.ofMillis(10);

    private final Shells shells;
    private final Traffic traffic;
    private final Numbers numbers;
    private final Kept kept;
    private final Churn churn;
    private final GrowingFile log;
    private Instant newestLink = Instant.EPOCH;
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
        this.log = new GrowingFile(cluster.folder().resolve(LinkedEdge.NAME).resolve("log/edge-1.log"));
        this.traffic = new Traffic(cluster).prepare().write();
        this.numbers = new Numbers(cluster).start();
        this.kept = new Kept(cluster, clouds);
        this.churn = new Churn(cluster);
    }

    /**
     * How long it took from the beginning of a repair, in milliseconds.
     *
     * @param repaired until it was done
     * @param linked until there was a new link; negative when the old one went on
     * @param down until something that was written after the repair was at the edge
     * @param up until something that the edge sent after the repair was in the cloud
     */
    record Back(long repaired, long linked, long down, long up) {

        /** Until messages went through both ways. */
        long through() {
            return Math.max(down, up);
        }
    }

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
        Instant begun = Instant.now();
        repair.run();
        long repaired = since(begun);
        int written = traffic.newest();
        int sent = numbers.sent();
        long down = -1;
        long up = -1;
        while (down < 0 || up < 0) {
            down = down < 0 && numbers.newest() > written ? since(begun) : down;
            up = up < 0 && kept.newest() > sent ? since(begun) : up;
            if (since(begun) - repaired > LIMIT.toMillis()) {
                throw new AssertionError(
                        "not in " + LIMIT.toSeconds() + " s: more than " + written + " down and more than " + sent
                                + " up; last seen " + numbers.newest() + " and " + kept.newest());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        long linked = Math.max(0, Duration.between(begun, newestLink()).toMillis());
        return new Back(repaired, links() > linksBefore ? linked : -1, down, up);
    }

    /** When the edge had its newest link, by its log: the shell tells it to the second. */
    private Instant newestLink() {
        for (String line : log.newLines()) {
            Matcher connected = CONNECTED.matcher(line);
            if (connected.find()) {
                newestLink = Instant.parse(connected.group(1));
            }
        }
        return newestLink;
    }

    private static long since(Instant begun) {
        return Duration.between(begun, Instant.now()).toMillis();
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
