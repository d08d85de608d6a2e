package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sync call that waits for one answer of each module it was sent to. An answer that was accepted is never lost. */
final class PendingCall {

    private final String id;
    private final Set<String> members;
    private final Set<String> answered = new HashSet<>();
    private final List<Message> answers = new ArrayList<>();
    private final CompletableFuture<List<Message>> done = new CompletableFuture<>();

    PendingCall(String id, Set<String> members) {
        this.id = id;
        this.members = new HashSet<>(members);
    }

    String id() {
        return id;
    }

    /**
     * Takes an answer.
     *
     * @param responder name of the answering module; a module that was not asked may answer for one that was
     * @return false when nobody waits for it any more, or when the module has answered before
     */
    synchronized boolean answer(String responder, Message answer) {
        if (done.isDone() || members.contains(responder) && !answered.add(responder)) {
            return false;
        }
        answers.add(answer);
        completeIfAll();
        return true;
    }

    /** Waits no longer for a module that was stopped for good. */
    synchronized void forget(String module) {
        if (done.isDone() || answered.contains(module) || !members.remove(module)) {
            return;
        }
        if (members.isEmpty()) {
            done.completeExceptionally(new BusException(
                    BusError.UNKNOWN_MODULE,
                    "The call " + id + " to module " + module
                            + " got no answer: the module was stopped by configuration or uninstalled."));
        } else {
            completeIfAll();
        }
    }

    /** Ends the call because its caller has to stop. */
    synchronized void stop() {
        done.completeExceptionally(new InterruptedException("the caller of " + id + " has to stop"));
    }

    /** Ends the call because the bus is replaced. */
    synchronized void replaced() {
        done.completeExceptionally(new BusException(
                BusError.BUS_REPLACED,
                "The call " + id
                        + " got no answer because the bus is replaced: a module that had it in hand may have carried it out,"
                        + " nobody will do so any more."));
    }

    private void completeIfAll() {
        if (answers.size() >= members.size()) {
            done.complete(List.copyOf(answers));
        }
    }

    /** Waits for the answers until the deadline, a {@link System#nanoTime()}. */
    List<Message> await(long deadline, String target) throws InterruptedException {
        try {
            return done.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return giveUp(target);
        } catch (ExecutionException e) {
            return rethrow(e.getCause());
        }
    }

    private synchronized List<Message> giveUp(String target) throws InterruptedException {
        boolean late = done.completeExceptionally(new BusException(
                BusError.TIMEOUT,
                "The call " + id + " to " + target + " was not answered in time: " + answers.size() + " of "
                        + members.size() + " answers came."));
        if (!late && !done.isCompletedExceptionally()) {
            return done.join();
        }
        return rethrow(done.exceptionNow());
    }

    private static List<Message> rethrow(Throwable cause) throws InterruptedException {
        switch (cause) {
            case InterruptedException stop -> throw new InterruptedException(stop.getMessage());
            case BusException failure -> throw failure;
            default -> throw new IllegalStateException(cause);
        }
    }
}
