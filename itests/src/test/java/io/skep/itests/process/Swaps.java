package io.skep.itests.process;

import io.skep.itests.process.Command.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Stops, updates and starts bundles by the shell. */
final class Swaps {

    private static final String API = "io.skep.beehive.api";

    private final Cluster cluster;
    private final Traffic traffic;
    private final List<String> figures = new ArrayList<>();

    Swaps(Cluster cluster, Traffic traffic) {
        this.cluster = cluster;
        this.traffic = traffic;
    }

    /** How long each took, with the three programs that asked for it, and how long until the edge had what was newest then. */
    List<String> figures() {
        return List.copyOf(figures);
    }

    /** Swaps a bundle alone. */
    void swap(String container, String bundle) {
        long begun = System.nanoTime();
        if (HotBundles.COMMANDS.contains(bundle)) {
            cluster.shell(container, "update " + bundle);
            awaitShell(container);
        } else {
            cluster.shell(container, "stop " + bundle).ok();
            cluster.shell(container, "update " + bundle).ok();
            cluster.shell(container, "start " + bundle).ok();
        }
        done(container, bundle, begun);
    }

    /** Swaps a bundle that others import from: they are wired anew by the refresh, the shell that carries it out too if it is one of them. */
    void refresh(String container, String bundle) {
        long begun = System.nanoTime();
        cluster.shell(container, "stop " + bundle).ok();
        cluster.shell(container, "update " + bundle).ok();
        Result refreshed = cluster.shell(container, "refresh " + bundle);
        if (bundle.equals(API)) {
            awaitAnswer(container, "lb");
        } else {
            refreshed.ok();
        }
        cluster.shell(container, "start " + bundle).ok();
        awaitShell(container);
        done(container, bundle, begun);
    }

    private void done(String container, String bundle, long begun) {
        long swapped = (System.nanoTime() - begun) / 1_000_000;
        traffic.awaitMore(5);
        long caughtUp = traffic.awaitEdge().toMillis();
        figures.add("%s %s: swapped in %d ms, the edge had the newest after %d ms"
                .formatted(container, bundle, swapped, caughtUp));
    }

    private void awaitShell(String container) {
        awaitAnswer(container, "beehive:list");
    }

    private void awaitAnswer(String container, String command) {
        Await.until(
                "the shell is back",
                Duration.ofSeconds(20),
                () -> cluster.shell(container, command),
                result -> result.status() == 0);
    }
}
