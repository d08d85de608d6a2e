package io.skep.beehive.deploy.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

/** One change of the container's bundles at a time. */
final class Changes {

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Makes a change on a thread of its own, so that a caller who is interrupted does not leave it half done; waits for its end in any case. Within a
     * change, further ones are made at once.
     */
    <T> T apart(Callable<T> change) throws Exception {
        if (lock.isHeldByCurrentThread()) {
            return change.call();
        }
        FutureTask<T> task = new FutureTask<>(() -> here(change));
        Thread.ofVirtual().name("deploy-change").start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Makes a short change on the thread of the caller. */
    <T> T here(Callable<T> change) throws Exception {
        lock.lockInterruptibly();
        try {
            return change.call();
        } finally {
            lock.unlock();
        }
    }
}
