package io.skep.edge.store.internal;

import io.skep.edge.store.OutboxEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A program that prints what a put costs on the disk of a folder: {@code PutCost FOLDER}. */
final class PutCost {

    private static final int PUTS = 2000;

    private PutCost() {}

    public static void main(String[] args) throws Exception {
        for (int writers : new int[] {1, 1, 16, 64}) {
            Path folder = Files.createTempDirectory(Path.of(args[0]), "put-cost");
            try (Database database =
                    new Database(folder.resolve("edgecore.db"), new Database.OutboxLimits(1 << 20, 1 << 30))) {
                System.out.println(measure(new SqliteOutbox(database), writers));
            }
        }
    }

    private static String measure(SqliteOutbox outbox, int writers) throws InterruptedException {
        long[] times = new long[PUTS];
        List<Thread> threads = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < writers; i++) {
            int first = i;
            threads.add(Thread.ofVirtual().start(() -> put(outbox, times, first, writers)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(times);
        return String.format(
                Locale.ROOT,
                "%d writers: %.0f puts/s, p50 %.2f ms, p99 %.2f ms",
                writers,
                PUTS / seconds,
                times[PUTS / 2] / 1e6,
                times[PUTS * 99 / 100] / 1e6);
    }

    private static void put(SqliteOutbox outbox, long[] times, int first, int step) {
        try {
            for (int i = first; i < PUTS; i += step) {
                long begun = System.nanoTime();
                outbox.put(OutboxEntry.of(Stores.message("default/pod/a")));
                times[i] = System.nanoTime() - begun;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
