package io.skep.beehive.runtime.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that wait for messages, woken one at a time, the last one first. A sender that finds nobody asleep pays one read of a field.
 *
 * <p>Whoever adds a message must have it visible before it looks here, and whoever goes to sleep looks for messages once more after it has been
 * entered here; so no message is missed.
 */
final class Sleepers {

    private static final int ASLEEP = 0;
    private static final int WOKEN = 1;
    private static final int GONE = 2;

    private static final VarHandle TOP;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Sleepers.class, "top", Sleeper.class);
            STATE = lookup.findVarHandle(Sleeper.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Sleeper {

        final Thread thread = Thread.currentThread();
        Sleeper next;
        volatile int state = ASLEEP;

        boolean become(int next) {
            return STATE.compareAndSet(this, ASLEEP, next);
        }
    }

    private volatile Sleeper top;

    boolean isEmpty() {
        return top == null;
    }

    /** Wakes one thread, if any sleeps. */
    void wakeOne() {
        for (Sleeper first = top; first != null; first = top) {
            if (TOP.compareAndSet(this, first, first.next) && first.become(WOKEN)) {
                LockSupport.unpark(first.thread);
                return;
            }
        }
    }

    void wakeAll() {
        for (Sleeper one = (Sleeper) TOP.getAndSet(this, null); one != null; one = one.next) {
            if (one.become(WOKEN)) {
                LockSupport.unpark(one.thread);
            }
        }
    }

    /** Sleeps until somebody wakes the thread, unless the wait is over already. May return for no reason. */
    void sleep(BooleanSupplier isOver) throws InterruptedException {
        Sleeper me = new Sleeper();
        do {
            me.next = top;
        } while (!TOP.compareAndSet(this, me.next, me));
        while (me.state == ASLEEP) {
            if (isOver.getAsBoolean()) {
                leave(me);
                return;
            }
            if (Thread.interrupted()) {
                leave(me);
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }

    /** One that was woken for a message and does not take it wakes another one. */
    private void leave(Sleeper me) {
        if (me.become(GONE)) {
            TOP.compareAndSet(this, me, me.next);
        } else {
            wakeOne();
        }
    }
}
