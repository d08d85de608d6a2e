package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.MDC;

/**
 * One execution of {@link io.skep.beehive.api.Module#run}: the module's context, the threads that it forked, the messages that its threads
 * have in hand and the places where they wait.
 */
final class ModuleRun implements ModuleContext {

    /** Key of the logging context with the module's name. */
    static final String MDC_MODULE = "module";

    private final String name;
    private final String group;
    private final Post post;
    private final Runnable onForkFailure;
    private final Desk desk;
    private final Tracers tracers;
    private final Held own;
    private final Map<Thread, Held> others = new ConcurrentHashMap<>();
    private final Set<Thread> forks = ConcurrentHashMap.newKeySet();
    private final Set<PendingCall> calls = ConcurrentHashMap.newKeySet();
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Throwable> forkFailure = new AtomicReference<>();
    private final CountDownLatch returned = new CountDownLatch(1);
    private volatile boolean stopping;

    /** The module's own thread. */
    private volatile Thread owner;

    private record Waiting(Thread thread, Mailbox at) {}

    /** @param onForkFailure called on the failed thread, once at most; has to stop the run */
    ModuleRun(String name, String group, ModuleBus bus, Mailbox mailbox, Runnable onForkFailure) {
        this.name = name;
        this.group = group;
        this.post = bus.post();
        this.desk = mailbox.desk();
        this.tracers = bus.tracers();
        this.own = new Held(this, false);
        this.onForkFailure = onForkFailure;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String group() {
        return group;
    }

    /** The module's own thread begins. */
    void begin() {
        owner = Thread.currentThread();
        desk.enterHand(own);
    }

    private Held hand() {
        Thread me = Thread.currentThread();
        return me == owner
                ? own
                : others.computeIfAbsent(me, thread -> {
                    Held hand = new Held(this, false);
                    desk.enterHand(hand);
                    return hand;
                });
    }

    @Override
    public Message receive() throws InterruptedException {
        Held hand = hand();
        receive(hand, hand);
        return hand.message;
    }

    @Override
    public Delivery take() throws InterruptedException {
        Thread me = Thread.currentThread();
        Held next = new Held(this, true);
        receive(me == owner ? own : others.get(me), next);
        return new Taken(next, next.message, next.redelivered);
    }

    private void receive(Held former, Held next) throws InterruptedException {
        Message last = former != null && tracers.any() ? former.message : null;
        if (last == null) {
            desk.receive(former, next);
        } else {
            desk.receive(former, next, () -> tracers.done(name, last));
        }
        if (tracers.any()) {
            tracers.received(name, next);
        }
    }

    private final class Taken implements Delivery {

        private final Held hand;
        private final Message message;
        private final boolean redelivered;

        Taken(Held hand, Message message, boolean redelivered) {
            this.hand = hand;
            this.message = message;
            this.redelivered = redelivered;
        }

        @Override
        public Message message() {
            return message;
        }

        @Override
        public boolean redelivered() {
            return redelivered;
        }

        @Override
        public void done() {
            if (desk.done(hand) && tracers.any()) {
                tracers.done(name, message);
            }
        }
    }

    @Override
    public void send(String module, Message message) throws InterruptedException {
        post.send(this, module, message);
    }

    @Override
    public void sendToGroup(String group, Message message) throws InterruptedException {
        post.sendToGroup(this, group, message);
    }

    @Override
    public Message sendSync(String module, Message message, Duration timeout) throws InterruptedException {
        return post.sendSync(this, module, message, timeout);
    }

    @Override
    public List<Message> sendToGroupSync(String group, Message message, Duration timeout) throws InterruptedException {
        return post.sendToGroupSync(this, group, message, timeout);
    }

    @Override
    public boolean respond(Message response) {
        return post.respond(name, response);
    }

    @Override
    public Thread fork(String name, Task task) {
        Thread thread = Thread.ofVirtual()
                .name(this.name + "/" + name)
                .inheritInheritableThreadLocals(false)
                .unstarted(() -> runFork(task));
        forks.add(thread);
        thread.start();
        if (stopping) {
            thread.interrupt();
        }
        return thread;
    }

    private void runFork(Task task) {
        MDC.put(MDC_MODULE, name);
        boolean well = false;
        try {
            task.run();
            well = !stopping;
        } catch (Throwable e) {
            if (!stopping && forkFailure.compareAndSet(null, e)) {
                onForkFailure.run();
            }
        } finally {
            leaveHand(others.remove(Thread.currentThread()), well);
            forks.remove(Thread.currentThread());
        }
    }

    /** The module's own thread has ended normally: what it received last is finished. */
    void finishInHand() {
        leaveHand(own, !stopping);
    }

    private void leaveHand(Held hand, boolean well) {
        if (hand == null) {
            return;
        }
        Message last = hand.message;
        desk.leaveHand(hand, well);
        if (well && last != null && tracers.any()) {
            tracers.done(name, last);
        }
    }

    /** The run has failed: says so of what it had in hand. */
    void tellFailure() {
        if (tracers.any()) {
            desk.inHand(this).forEach(message -> tracers.failed(name, message));
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /** The failure of a forked thread, which is a failure of the module; null if none. */
    Throwable forkFailure() {
        return forkFailure.get();
    }

    /** Tells every thread of the run to stop: bus calls end with InterruptedException, forked threads are interrupted. Does not wait. */
    void requestStop() {
        stopping = true;
        desk.dismiss(this);
        calls.forEach(PendingCall::stop);
        waiting.forEach(wait -> wait.at().wakeSenders());
        forks.forEach(Thread::interrupt);
    }

    /** Waits until the forked threads have ended by themselves. */
    void awaitForks() throws InterruptedException {
        while (!forks.isEmpty()) {
            for (Thread fork : forks) {
                fork.join();
            }
        }
    }

    /** Waits for the forked threads, whatever happens to the calling one. Returns those that are left when the time is over. */
    List<Thread> joinForks(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (!forks.isEmpty() && deadline - System.nanoTime() > 0) {
            try {
                for (Thread fork : forks) {
                    fork.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(forks);
    }

    /** The module's own thread has come back; only forked threads may be left. */
    void returned() {
        returned.countDown();
    }

    boolean awaitReturn(Duration limit) {
        try {
            return returned.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean owns(Thread thread) {
        return forks.contains(thread);
    }

    void waitsAt(Mailbox other) {
        waiting.add(new Waiting(Thread.currentThread(), other));
    }

    void waitsNoMoreAt(Mailbox other) {
        waiting.remove(new Waiting(Thread.currentThread(), other));
    }

    void calls(PendingCall call) {
        calls.add(call);
        if (stopping) {
            call.stop();
        }
    }

    void callsNoMore(PendingCall call) {
        calls.remove(call);
    }
}
