package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A sync call to one module: one field for the answer or the reason why there is none, and one thread that waits for it. */
final class SingleCall implements PendingCall {

    private static final VarHandle RESULT;

    static {
        try {
            RESULT = MethodHandles.lookup().findVarHandle(SingleCall.class, "result", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MessageId id;
    private final String module;
    private final long deadline;

    /** Null, the answer, or a throwable. */
    private volatile Object result;

    private volatile Thread caller;

    SingleCall(MessageId id, String module, long deadline) {
        this.id = id;
        this.module = module;
        this.deadline = deadline;
    }

    @Override
    public MessageId id() {
        return id;
    }

    @Override
    public boolean answer(String responder, Message answer) {
        return complete(answer);
    }

    @Override
    public void forget(String module) {
        if (module.equals(this.module)) {
            complete(PendingCall.stopped(id, module));
        }
    }

    @Override
    public void stop() {
        complete(new InterruptedException("the caller of " + id + " has to stop"));
    }

    @Override
    public void replaced() {
        complete(PendingCall.replaced(id));
    }

    @Override
    public long dueAt() {
        return deadline;
    }

    @Override
    public void expire() {
        complete(PendingCall.late(id, "module " + module, 0, 1));
    }

    private boolean complete(Object with) {
        if (result != null || !RESULT.compareAndSet(this, null, with)) {
            return false;
        }
        Thread waiting = caller;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        return true;
    }

    /** Waits for the answer; whoever watches the deadlines ends it in time. {@code spin} is that of the bus. */
    Message await(Spin spin) throws InterruptedException {
        int turns = result == null ? spin.turns() : 0;
        for (int i = 0; i < turns && result == null; i++) {
            Thread.onSpinWait();
        }
        if (turns > 0) {
            spin.ended(result != null);
        }
        if (result == null) {
            sleep();
        }
        return switch (result) {
            case Message answer -> answer;
            case BusException failure -> throw failure;
            case InterruptedException stop -> throw new InterruptedException(stop.getMessage());
            case Object other -> throw new IllegalStateException("no answer: " + other);
        };
    }

    private void sleep() {
        boolean interrupted = false;
        caller = Thread.currentThread();
        while (result == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted |= !complete(new InterruptedException("the caller of " + id + " was interrupted"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
