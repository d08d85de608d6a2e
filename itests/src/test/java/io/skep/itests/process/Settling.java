package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits until wishes, API, records and edge agree. */
final class Settling {

    private final Cluster cluster;
    private final String edge;
    private final Wishes wishes;
    private final Path pods;

    /** @param pods where the edge has the pods' folders */
    Settling(Cluster cluster, String edge, Wishes wishes, Path pods) {
        this.cluster = cluster;
        this.edge = edge;
        this.wishes = wishes;
        this.pods = pods;
    }

    /**
     * Waits.
     *
     * @param story what was done, for the message of a failure
     */
    void await(Duration limit, List<String> story) {
        try {
            Await.until("everything is as wished", limit, this::differences, List::isEmpty);
        } catch (AssertionError e) {
            throw new AssertionError(String.join("\n", story) + "\n" + e.getMessage() + "\n" + cluster.logs(), e);
        }
    }

    private List<String> differences() {
        Optional<EdgeState> now = EdgeState.ask(cluster, edge, wishes.mapKeys());
        if (now.isEmpty()) {
            return List.of("the edge does not answer");
        }
        try {
            return wishes.differences(now.get(), pods);
        } catch (IOException e) {
            return List.of("the API or the folder is away: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
