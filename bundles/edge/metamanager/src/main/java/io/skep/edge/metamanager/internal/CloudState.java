package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the cloud is connected, as the hub says. */
final class CloudState {

    private static final Logger LOG = LoggerFactory.getLogger(CloudState.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Boolean> connected = Optional.empty();
    private long connections;

    boolean connected() {
        lock.lock();
        try {
            return connected.orElse(false);
        } finally {
            lock.unlock();
        }
    }

    void set(boolean now) {
        lock.lock();
        try {
            connected = Optional.of(now);
            connections += now ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a connection that is not the given one; returns its number, from 1. */
    long awaitConnected(long other) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!connected.orElse(false) || connections == other) {
                changed.await();
            }
            return connections;
        } finally {
            lock.unlock();
        }
    }

    /** A module that was swapped while the link stood hears no notice: it asks the hub, and a notice that came meanwhile wins. */
    void ask(ModuleContext context, String hub) throws InterruptedException {
        Message question = Message.of(Answers.NAME, "meta", Operations.QUERY, "node/connection", null);
        try {
            Message answer = context.sendSync(hub, question, TIMEOUT);
            boolean now = Contents.text(answer).equals("cloud_connected");
            setUnlessKnown(now);
        } catch (BusException e) {
            LOG.debug("the hub does not say whether the cloud is connected: {}", e.getMessage());
        }
    }

    private void setUnlessKnown(boolean now) {
        lock.lock();
        try {
            if (connected.isEmpty()) {
                set(now);
            }
        } finally {
            lock.unlock();
        }
    }
}
