package io.skep.itests.bench;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.TestBus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The shapes of traffic of the scoreboard, on the bus itself: modules on virtual threads, mailboxes of 1024. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BusShapes {

    static final int MESSAGES = 1_000_000;
    static final int CALLS = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Message SAME = message();

    static Message message() {
        return Message.of("bench", "resource", "update", "default/pod/bench", "content");
    }

    /** A bus with modules that only receive, and others that answer or lend their context to a sender. */
    @State(Scope.Benchmark)
    public static class Hall {

        private final TestBus bus = new TestBus();
        private volatile CountDownLatch received;
        private volatile int quota;
        private ModuleContext[] senders;

        @Setup
        public void open() {
            senders = IntStream.range(0, 8).mapToObj(i -> lender("sender-" + i)).toArray(ModuleContext[]::new);
            for (int i = 0; i < 8; i++) {
                bus.start("sink-" + i, "sinks", this::sink);
                bus.start("echo-" + i, "echo", Hall::echo);
            }
        }

        private ModuleContext lender(String name) {
            CompletableFuture<ModuleContext> lent = new CompletableFuture<>();
            bus.start(name, name, context -> {
                lent.complete(context);
                context.receive();
            });
            return lent.join();
        }

        private void sink(ModuleContext context) throws InterruptedException {
            int seen = 0;
            while (true) {
                context.receive();
                if (++seen == quota) {
                    seen = 0;
                    received.countDown();
                }
            }
        }

        static void echo(ModuleContext context) throws InterruptedException {
            while (true) {
                Message request = context.receive();
                context.respond(request.response(request.content()));
            }
        }

        /** Work of one sender. */
        interface Work {
            void run(ModuleContext context, int number) throws Exception;
        }

        /** Lets senders work at a time and waits until the sinks have got all. */
        void run(int sendersAtWork, int sinks, int each, Work work) throws InterruptedException {
            quota = each;
            received = new CountDownLatch(sinks);
            List<Thread> threads = IntStream.range(0, sendersAtWork)
                    .mapToObj(i -> senders[i].fork("work", () -> work.run(senders[i], i)))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            received.await();
        }

        @TearDown
        public void close() {
            bus.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void oneToOneReused(Hall hall) throws InterruptedException {
        hall.run(1, 1, MESSAGES, (context, number) -> {
            for (int i = 0; i < MESSAGES; i++) {
                context.send("sink-0", SAME);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void oneToOneNew(Hall hall) throws InterruptedException {
        hall.run(1, 1, MESSAGES, (context, number) -> {
            for (int i = 0; i < MESSAGES; i++) {
                context.send("sink-0", message());
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void eightToEight(Hall hall) throws InterruptedException {
        hall.run(8, 8, MESSAGES / 8, (context, number) -> {
            String sink = "sink-" + number;
            for (int i = 0; i < MESSAGES / 8; i++) {
                context.send(sink, SAME);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void groupOfEight(Hall hall) throws InterruptedException {
        hall.run(1, 8, MESSAGES / 8, (context, number) -> {
            for (int i = 0; i < MESSAGES / 8; i++) {
                context.sendToGroup("sinks", SAME);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void sendSyncOne(Hall hall) throws InterruptedException {
        hall.run(1, 0, CALLS, (context, number) -> calls(context, "echo-0", CALLS));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void sendSyncEight(Hall hall) throws InterruptedException {
        hall.run(8, 0, CALLS, (context, number) -> calls(context, "echo-" + number, CALLS / 8));
    }

    static void calls(ModuleContext context, String module, int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            context.sendSync(module, message(), PATIENCE);
        }
    }

    /** Two modules that pass a message to one another; the benchmark's thread is one of them. */
    @State(Scope.Benchmark)
    public static class Table {

        private final TestBus bus = new TestBus();
        private ModuleContext one;

        @Setup
        public void open() {
            CompletableFuture<ModuleContext> lent = new CompletableFuture<>();
            bus.start("one", "one", context -> {
                lent.complete(context);
                Thread.sleep(Duration.ofDays(1));
            });
            one = lent.join();
            bus.start("two", "two", context -> {
                while (true) {
                    context.send("one", context.receive());
                }
            });
            bus.start("echo", "echo", Hall::echo);
        }

        @TearDown
        public void close() {
            bus.close();
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Message pingPong(Table table) throws InterruptedException {
        table.one.send("two", SAME);
        return table.one.receive();
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Message sendSync(Table table) throws InterruptedException {
        return table.one.sendSync("echo", message(), PATIENCE);
    }
}
