package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls to the cloud. Equal questions that are under way at the same time share one request and its answer. */
final class CloudCalls {

    private static final Logger LOG = LoggerFactory.getLogger(CloudCalls.class);

    /** Takes each answer once: keeps and acknowledges it. */
    interface Receiver {
        void accept(Message request, Message answer) throws InterruptedException;
    }

    private record Question(String resource, String content) {}

    private final ModuleContext context;
    private final String module;
    private final Duration timeout;
    private final Receiver receiver;
    private final Map<Question, CompletableFuture<Optional<Message>>> questions = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<Optional<Message>>> waiting = ConcurrentHashMap.newKeySet();

    CloudCalls(ModuleContext context, String module, Duration timeout, Receiver receiver) {
        this.context = context;
        this.module = module;
        this.timeout = timeout;
        this.receiver = receiver;
    }

    /** Waits for the cloud's answer; empty when the link goes or the time is over. */
    Optional<Message> call(Message request) throws InterruptedException {
        try {
            return request.operation().equals(Operations.QUERY)
                    ? share(request).get()
                    : start(request).get();
        } catch (ExecutionException e) {
            LOG.warn("{} could not be asked: {}", request, e.getCause().toString());
            return Optional.empty();
        }
    }

    private CompletableFuture<Optional<Message>> share(Message request) {
        Question question = new Question(request.resource(), Contents.text(request));
        CompletableFuture<Optional<Message>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Message>> other = questions.putIfAbsent(question, mine);
        if (other != null) {
            return other;
        }
        start(request).whenComplete((answer, failure) -> {
            questions.remove(question, mine);
            if (failure == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private CompletableFuture<Optional<Message>> start(Message request) {
        CompletableFuture<Optional<Message>> outcome = new CompletableFuture<>();
        waiting.add(outcome);
        context.fork("call", () -> {
            try {
                outcome.complete(ask(request));
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            } finally {
                waiting.remove(outcome);
            }
        });
        return outcome;
    }

    private Optional<Message> ask(Message request) throws InterruptedException {
        Message answer;
        try {
            answer = context.sendSync(module, request.withId(MessageId.next()), timeout);
        } catch (BusException e) {
            LOG.debug("no answer to {}: {}", request, e.getMessage());
            return Optional.empty();
        }
        try {
            receiver.accept(request, answer);
        } catch (InterruptedException e) {
            putOff(answer);
            throw e;
        }
        return Optional.of(answer);
    }

    /**
     * The module has to stop with an answer in hand that is not acknowledged: no mailbox holds it, and the cloud would wait for seconds before it
     * repeats it. The next version of the module takes it as a late answer.
     */
    private void putOff(Message answer) throws InterruptedException {
        try {
            context.send(context.name(), answer);
        } catch (BusException e) {
            LOG.debug("{} is left to the cloud's repetition: {}", answer, e.getMessage());
        }
    }

    /**
     * The link is gone, and with it perhaps what was written to it: who waits for an answer stops waiting. Else a renewal of the lease that was lost
     * with the link would keep back the next ones until its time is over. An answer that comes yet is kept.
     */
    void disconnected() {
        questions.clear();
        waiting.forEach(outcome -> outcome.complete(Optional.empty()));
    }
}
