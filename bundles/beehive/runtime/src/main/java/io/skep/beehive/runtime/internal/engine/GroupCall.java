package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sync call that waits for one answer of each member of a group. */
final class GroupCall implements PendingCall {

    private final MessageId id;
    private final Set<String> members;
    private final Set<String> answered = new HashSet<>();
    private final List<Message> answers = new ArrayList<>();
    private final CompletableFuture<List<Message>> done = new CompletableFuture<>();

    GroupCall(MessageId id, Set<String> members) {
        this.id = id;
        this.members = new HashSet<>(members);
    }

    @Override
    public MessageId id() {
        return id;
    }

    @Override
    public synchronized boolean answer(String responder, Message answer) {
        if (done.isDone() || members.contains(responder) && !answered.add(responder)) {
            return false;
        }
        answers.add(answer);
        completeIfAll();
        return true;
    }

    @Override
    public synchronized void forget(String module) {
        if (done.isDone() || answered.contains(module) || !members.remove(module)) {
            return;
        }
        if (members.isEmpty()) {
            done.completeExceptionally(PendingCall.stopped(id, module));
        } else {
            completeIfAll();
        }
    }

    @Override
    public synchronized void stop() {
        done.completeExceptionally(new InterruptedException("the caller of " + id + " has to stop"));
    }

    @Override
    public synchronized void replaced() {
        done.completeExceptionally(PendingCall.replaced(id));
    }

    @Override
    public long dueAt() {
        return Long.MAX_VALUE;
    }

    @Override
    public void expire() {
        throw new IllegalStateException("the caller of " + id + " watches the time");
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
        boolean late = done.completeExceptionally(PendingCall.late(id, target, answers.size(), members.size()));
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
