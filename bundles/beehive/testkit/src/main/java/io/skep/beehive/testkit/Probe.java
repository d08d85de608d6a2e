package io.skep.beehive.testkit;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A module that belongs to the test: it stands in for a neighbour of the module under test, keeps what it receives and sends what the test
 * tells it to. Methods that wait fail the test when {@link Await#DEADLINE} passes.
 */
public final class Probe {

    private final String name;
    private final Bus bus;
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final List<Message> seen = new CopyOnWriteArrayList<>();
    private volatile Function<Message, Optional<Message>> answers = request -> Optional.empty();

    Probe(String name, Bus bus) {
        this.name = name;
        this.bus = bus;
    }

    Module module() {
        return this::run;
    }

    private void run(ModuleContext context) throws InterruptedException {
        while (true) {
            Message message = context.receive();
            seen.add(message);
            Optional<Message> answer = answers.apply(message);
            if (answer.isPresent()) {
                context.respond(answer.get());
            } else {
                inbox.add(message);
            }
        }
    }

    public String name() {
        return name;
    }

    /** The next message that was not answered by {@link #answering}. */
    public Message next() {
        return poll(Await.DEADLINE)
                .orElseThrow(() -> new AssertionError(
                        "no message came to probe " + name + " within " + Await.DEADLINE.toMillis() + " ms"));
    }

    /** The next message that fits; those before it are skipped. */
    public Message next(Predicate<Message> fits) {
        long end = System.nanoTime() + Await.DEADLINE.toNanos();
        while (true) {
            Optional<Message> message = poll(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (message.isEmpty()) {
                throw new AssertionError("no fitting message came to probe " + name + ", only " + seen);
            }
            if (fits.test(message.get())) {
                return message.get();
            }
        }
    }

    /** The next message, or nothing when none comes in time. */
    public Optional<Message> poll(Duration wait) {
        try {
            return Optional.ofNullable(inbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting at probe " + name, e);
        }
    }

    /** Fails the test if a message is here or comes within this time. To be used after the event that could cause one. */
    public void expectQuiet(Duration wait) {
        poll(wait).ifPresent(message -> {
            throw new AssertionError("probe " + name + " did not expect " + message);
        });
    }

    /** All messages received so far, answered ones included, in order. */
    public List<Message> seen() {
        return List.copyOf(seen);
    }

    /** Answers each message from now on; an empty answer leaves the message to {@link #next}. Called on the probe's thread. */
    public Probe answering(Function<Message, Optional<Message>> answers) {
        this.answers = answers;
        return this;
    }

    /** Answers a message taken with {@link #next}; false when nobody waits for it. */
    public boolean respond(Message response) {
        return bus.respond(response);
    }

    public void send(String module, Message message) {
        uninterrupted(() -> {
            bus.send(module, message);
            return message;
        });
    }

    public void sendToGroup(String group, Message message) {
        uninterrupted(() -> {
            bus.sendToGroup(group, message);
            return message;
        });
    }

    /** A sync call to a module with the usual deadline. */
    public Message call(String module, Message message) {
        return uninterrupted(() -> bus.sendSync(module, message, Await.DEADLINE));
    }

    private Message uninterrupted(Call call) {
        try {
            return call.make();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending from probe " + name, e);
        }
    }

    private interface Call {
        Message make() throws InterruptedException;
    }
}
