package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.cloudhub.internal.session.Messages.Given;
import io.skep.cloud.kube.KubeClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The sessions of one cloudcore; everything happens on the test's thread, when it calls {@link #work}. */
final class HubDouble implements AutoCloseable {

    final Sessions sessions;
    final Counts counts = new Counts();
    private final ObjectSyncs syncs;
    private final Deque<ModuleContext.Task> tasks = new ArrayDeque<>();

    HubDouble(KubeClient kube, MovableClock clock, int limit) throws InterruptedException {
        syncs = new ObjectSyncs(kube);
        syncs.awaitSync();
        sessions = new Sessions(
                (name, task) -> tasks.add(task),
                syncs,
                new Timing(Duration.ofSeconds(30), Duration.ofSeconds(5), 5),
                Windows.DEFAULT,
                counts,
                clock,
                limit);
    }

    /** A controller sends a message to the hub. */
    Given dispatch(Message message) {
        Given delivery = new Given(message);
        sessions.dispatch(Downstream.parse(message).orElseThrow(), delivery);
        return delivery;
    }

    /** Does all that is due now. */
    HubDouble work() {
        sessions.fire();
        while (!tasks.isEmpty()) {
            try {
                tasks.poll().run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return this;
    }

    NodeSession open(EdgeLink link) {
        return sessions.open(link.nodeId(), link).orElseThrow();
    }

    @Override
    public void close() {
        sessions.close(Duration.ZERO);
        syncs.close();
    }
}
