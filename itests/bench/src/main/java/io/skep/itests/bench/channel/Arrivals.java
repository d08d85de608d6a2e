package io.skep.itests.bench.channel;

import io.skep.itests.bench.edges.EdgeWatcher;
import io.skep.itests.bench.edges.Heard;
import io.skep.itests.bench.edges.SimulatedEdge;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** When what is waited for comes to an edge. */
final class Arrivals implements EdgeWatcher {

    private final Map<String, Expected> expected = new ConcurrentHashMap<>();

    /** A message that is to come. */
    record Expected(String key, String word, CompletableFuture<Long> at) {

        /** The moment at which it came, by {@link System#nanoTime}. */
        long await(long seconds) throws IOException, InterruptedException {
            try {
                return at.get(seconds, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new IOException("no '" + key + "' came to its edge within " + seconds + " s", e);
            }
        }
    }

    /**
     * Waits from now on for the next such message.
     *
     * @param word that its text has to have
     */
    Expected expect(String operation, String resource, String word) {
        Expected next = new Expected(operation + " " + resource, word, new CompletableFuture<>());
        expected.put(next.key(), next);
        return next;
    }

    @Override
    public void heard(SimulatedEdge edge, Heard message) {
        String key = message.operation() + " " + message.resource();
        Expected waiting = expected.get(key);
        if (waiting != null && message.mentions(waiting.word())) {
            expected.remove(key, waiting);
            waiting.at().complete(System.nanoTime());
        }
    }
}
