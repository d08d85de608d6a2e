package io.skep.beehive.socket.internal;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A module in another process, as the bus sees it while its connection lasts. */
final class RemoteModule implements Module {

    /** KubeEdge's limit for an answer in the socket context. */
    static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RemoteModule.class);
    private static final int MOST_CALLS = 64;
    private static final int MOST_COMPLAINTS = 100;

    private final String name;
    private final String group;
    private final Connection connection;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();
    private final Semaphore calls = new Semaphore(MOST_CALLS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private ModuleContext latest;
    private boolean running;

    RemoteModule(String name, String group, Connection connection) {
        this.name = name;
        this.group = group;
        this.connection = connection;
    }

    String name() {
        return name;
    }

    String group() {
        return group;
    }

    Connection connection() {
        return connection;
    }

    /** Carries messages to the process, on a forked thread: that one is interrupted at once when the module has to stop. */
    @Override
    public void run(ModuleContext context) {
        lock.lock();
        try {
            latest = context;
            running = true;
            came.signalAll();
        } finally {
            lock.unlock();
        }
        context.fork("out", () -> carry(context));
    }

    private void carry(ModuleContext context) throws InterruptedException {
        try {
            while (true) {
                connection.send(this, context, context.take());
            }
        } finally {
            connection.withdraw(context);
            lock.lock();
            try {
                running = running && !context.equals(latest);
            } finally {
                lock.unlock();
            }
        }
    }

    /** The context of the run; waits while the module is parked, or the bus away. */
    private ModuleContext awaitRun(ModuleContext ended) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!running || latest.equals(ended)) {
                came.await();
            }
            return latest;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what the process has sent; waits as long as nobody takes it. Interrupted only when the connection is given up. */
    void send(String destination, Message message) throws InterruptedException {
        ModuleContext run = null;
        while (true) {
            run = awaitRun(run);
            try {
                deliver(run, destination, message);
                return;
            } catch (InterruptedException e) {
                if (connection.isGivenUp()) {
                    throw e;
                }
                LOG.debug("module {} was stopped while it sent {}, which goes on with its next run", name, message);
            }
        }
    }

    private void deliver(ModuleContext run, String destination, Message message) throws InterruptedException {
        while (true) {
            try {
                run.send(destination, message);
                return;
            } catch (BusException e) {
                if (e.code() != BusError.MAILBOX_FULL) {
                    complain(destination, "message of remote module " + name + " dropped: " + e.line());
                    return;
                }
                complain(destination, "message of remote module " + name + " waits: " + e.line());
            }
        }
    }

    /** Once for each destination, so that no process can fill the log. */
    void complain(String destination, String line) {
        if (complaints.size() < MOST_COMPLAINTS && complaints.add(destination)) {
            LOG.warn(line);
        } else {
            LOG.debug(line);
        }
    }

    /** Calls a module for the process; the answer, or why there is none, goes back by the connection. */
    void call(String destination, Message request) throws InterruptedException {
        ModuleContext run = awaitRun(null);
        calls.acquire();
        run.fork("call", () -> {
            try {
                connection.answer(answer(run, destination, request), request.source());
            } finally {
                calls.release();
            }
        });
    }

    private static Message answer(ModuleContext run, String destination, Message request) {
        try {
            return run.sendSync(destination, request, CALL_LIMIT);
        } catch (BusException e) {
            return request.error(destination, e.line());
        } catch (InterruptedException e) {
            return request.error(
                    destination,
                    new BusException(
                                    BusError.BUS_REPLACED,
                                    "The call " + request.id() + " got no answer: module " + run.name()
                                            + " was stopped meanwhile.")
                            .line());
        }
    }

    /** Hands on the process' answer to a call. */
    void respond(Message answer) {
        ModuleContext run;
        lock.lock();
        try {
            run = latest;
        } finally {
            lock.unlock();
        }
        if (run != null && !run.respond(answer)) {
            LOG.debug("nobody waits any more for {}", answer);
        }
    }
}
