package io.skep.beehive.runtime.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A lock for some tens of nanoseconds: whoever has it must not wait for anything. */
class Turn {

    private static final int SPINS = 64;
    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(Turn.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // by TAKEN
    private volatile int taken;

    final void enter() {
        for (int tries = 1; !TAKEN.compareAndSet(this, 0, 1); tries++) {
            if (tries % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    final void leave() {
        TAKEN.setRelease(this, 0);
    }
}
