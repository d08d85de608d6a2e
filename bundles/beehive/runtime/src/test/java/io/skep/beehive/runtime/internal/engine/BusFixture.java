package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** A bus with short limits, and modules that tell the test what they receive. */
abstract class BusFixture {

    static final Duration LIMIT = Duration.ofMillis(100);
    static final BusSettings SETTINGS = new BusSettings(
            4,
            LIMIT,
            LIMIT,
            LIMIT.multipliedBy(2),
            Duration.ofMillis(1),
            Duration.ofMillis(4),
            3,
            Duration.ofMinutes(10));

    final MovableClock clock = new MovableClock();
    final ModuleBus bus = new ModuleBus(SETTINGS, clock);
    final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final Map<String, ModuleService> services = new HashMap<>();

    @AfterEach
    void stopAll() {
        services.values().forEach(bus::stop);
    }

    static Message message(Object content) {
        return Message.of("test", "resource", "update", "x", content);
    }

    void start(String name, Module module) {
        start(name, "group", module);
    }

    void start(String name, String group, Module module) {
        ModuleService service = new ModuleService(name, group, "bundle-of-" + name + " 1.0.0", () -> module);
        services.put(name, service);
        bus.attach(service);
    }

    void park(String name) {
        bus.park(services.remove(name));
    }

    void stop(String name) {
        bus.stop(services.remove(name));
    }

    /** Receives for ever and shows each content to the test. */
    Module receiver() {
        return context -> {
            while (true) {
                seen.add(context.receive().content());
            }
        };
    }

    /** Answers each call with its content. */
    static Module echo() {
        return context -> {
            while (true) {
                Message request = context.receive();
                context.respond(request.response(request.content()));
            }
        };
    }

    void send(String name, Object... contents) throws InterruptedException {
        for (Object content : contents) {
            bus.send(name, message(content));
        }
    }

    Object next() throws InterruptedException {
        Object next = seen.poll(Await.DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
        Assertions.assertThat(next).as("nothing came").isNotNull();
        return next;
    }

    ModuleInfo info(String name) {
        return bus.findModule(name).orElseThrow();
    }

    void await(String name, State state) {
        Await.until(name + " is " + state, () -> info(name).state() == state);
    }

    void awaitDepth(String name, int depth) {
        Await.until(
                "the mailbox of " + name + " holds " + depth, () -> info(name).depth() == depth);
    }

    /** Work of the test on a virtual thread. */
    interface Work {
        Object run() throws Exception;
    }

    static FutureTask<Object> async(Work work) {
        FutureTask<Object> task = new FutureTask<>(work::run);
        Thread.startVirtualThread(task);
        return task;
    }

    static Object result(FutureTask<Object> task) throws Exception {
        return task.get(Await.DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    }

    static void assertFails(BusError code, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call).satisfies(thrown -> {
            Throwable failure = thrown instanceof java.util.concurrent.ExecutionException ? thrown.getCause() : thrown;
            Assertions.assertThat(failure).isInstanceOf(BusException.class);
            Assertions.assertThat(((BusException) failure).code()).isEqualTo(code);
        });
    }
}
