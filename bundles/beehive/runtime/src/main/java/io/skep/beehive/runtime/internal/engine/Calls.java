package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The sync calls that wait for answers. */
final class Calls {

    private final Map<MessageId, PendingCall> waiting = new ConcurrentHashMap<>();
    private final LongAdder lateAnswers = new LongAdder();
    private final Spin spin = new Spin();
    private final DeadlineWatch watch = new DeadlineWatch(waiting.values());

    /** Enters a call before its request is sent, so that no answer is too early. */
    <T extends PendingCall> T begin(ModuleRun from, Message message, T call) {
        if (waiting.putIfAbsent(call.id(), call) != null) {
            throw new BusException(
                    BusError.DUPLICATE_CALL, message + " cannot be sent: a call with its id is waiting already.");
        }
        if (from != null) {
            from.calls(call);
        }
        long due = call.dueAt();
        if (due != Long.MAX_VALUE) {
            watch.cover(due);
        }
        return call;
    }

    Spin spin() {
        return spin;
    }

    void end(ModuleRun from, PendingCall call) {
        waiting.remove(call.id(), call);
        if (from != null) {
            from.callsNoMore(call);
        }
    }

    /** Hands an answer to its call; false, and counted, when nobody waits for it. */
    boolean answer(String responder, Message response) {
        PendingCall call = waiting.get(response.parent());
        if (call != null && call.answer(responder, response)) {
            return true;
        }
        lateAnswers.increment();
        return false;
    }

    /** A module was closed: nobody waits for its answers any longer. */
    void forget(String module) {
        waiting.values().forEach(call -> call.forget(module));
    }

    void replaced() {
        waiting.values().forEach(PendingCall::replaced);
        watch.stop();
    }

    long lateAnswers() {
        return lateAnswers.sum();
    }

    void addLateAnswers(long former) {
        lateAnswers.add(former);
    }
}
