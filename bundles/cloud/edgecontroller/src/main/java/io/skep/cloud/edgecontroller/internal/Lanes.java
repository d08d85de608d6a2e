package io.skep.cloud.edgecontroller.internal;

import io.skep.beehive.api.ModuleContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on many objects at a time and on one object in order. When as many are worked on as may be, the nodes take turns, so that one that asks much
 * delays no other. {@link #submit} never waits: the mailbox bounds what is taken and not finished.
 */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final ModuleContext context;
    private final int limit;
    private final Map<String, Deque<ModuleContext.Task>> lanes = new HashMap<>();

    /** Lanes that wait for a thread, by node; the node whose turn it is comes first. */
    private final Map<String, Deque<String>> waiting = new LinkedHashMap<>();

    private int busy;

    /** @param limit most tasks that run at a time */
    Lanes(ModuleContext context, int limit) {
        this.context = context;
        this.limit = limit;
    }

    /** Runs the task after those that were submitted for the same lane before it. */
    void submit(String node, String lane, ModuleContext.Task task) {
        synchronized (this) {
            Deque<ModuleContext.Task> others = lanes.get(lane);
            if (others != null) {
                others.add(task);
                return;
            }
            Deque<ModuleContext.Task> tasks = new ArrayDeque<>(2);
            tasks.add(task);
            lanes.put(lane, tasks);
            waiting.computeIfAbsent(node, any -> new ArrayDeque<>(2)).add(lane);
            if (busy == limit) {
                return;
            }
            busy++;
        }
        context.fork("lane", this::run);
    }

    private void run() throws InterruptedException {
        Turn turn = next();
        while (turn != null) {
            carryOut(turn);
            turn = next();
        }
    }

    /** One task of a lane. */
    private record Turn(String node, String lane, ModuleContext.Task task) {}

    /** One task of the node whose turn it is; its lane is nobody else's until it is over. */
    private synchronized Turn next() {
        if (waiting.isEmpty()) {
            busy--;
            return null;
        }
        String node = waiting.keySet().iterator().next();
        Deque<String> own = waiting.remove(node);
        String lane = own.poll();
        if (!own.isEmpty()) {
            waiting.put(node, own);
        }
        return new Turn(node, lane, lanes.get(lane).poll());
    }

    private void carryOut(Turn turn) throws InterruptedException {
        try {
            turn.task.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("request for {} failed", turn.lane, e);
        }
        finish(turn);
    }

    private synchronized void finish(Turn turn) {
        if (lanes.get(turn.lane).isEmpty()) {
            lanes.remove(turn.lane);
        } else {
            waiting.computeIfAbsent(turn.node, any -> new ArrayDeque<>(2)).add(turn.lane);
        }
    }
}
