package io.skep.cloud.edgecontroller.internal;

import io.skep.beehive.api.ModuleContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on many objects at a time and on one object in order. When too much is under way, {@link #submit} waits. */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final ModuleContext context;
    private final Semaphore room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<ModuleContext.Task>> waiting = new HashMap<>();

    /** @param limit most tasks that wait or run */
    Lanes(ModuleContext context, int limit) {
        this.context = context;
        this.room = new Semaphore(limit);
    }

    /** Runs the task after those that were submitted for the same lane before it. */
    void submit(String lane, ModuleContext.Task task) throws InterruptedException {
        room.acquire();
        lock.lock();
        try {
            Deque<ModuleContext.Task> others = waiting.get(lane);
            if (others != null) {
                others.add(task);
                return;
            }
            waiting.put(lane, new ArrayDeque<>());
        } finally {
            lock.unlock();
        }
        context.fork("lane-" + lane, () -> run(lane, task));
    }

    private void run(String lane, ModuleContext.Task first) throws Exception {
        ModuleContext.Task task = first;
        while (task != null) {
            try {
                task.run();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.error("request for {} failed", lane, e);
            } finally {
                room.release();
            }
            task = next(lane);
        }
    }

    private ModuleContext.Task next(String lane) {
        lock.lock();
        try {
            ModuleContext.Task task = waiting.get(lane).poll();
            if (task == null) {
                waiting.remove(lane);
            }
            return task;
        } finally {
            lock.unlock();
        }
    }
}
