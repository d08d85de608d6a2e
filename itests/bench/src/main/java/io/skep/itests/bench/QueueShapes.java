package io.skep.itests.bench;

import io.skep.beehive.api.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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

/** The same shapes on {@link ArrayBlockingQueue}s of 1024 and virtual threads, without anything that a bus does beside: the yardstick. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class QueueShapes {

    private static final int MESSAGES = BusShapes.MESSAGES;
    private static final int CALLS = BusShapes.CALLS;
    private static final Message SAME = BusShapes.message();

    /** Queues and the threads that empty them. */
    @State(Scope.Benchmark)
    public static class Hall {

        private final List<BlockingQueue<Message>> sinks = queues();
        private final List<BlockingQueue<Message>> echoes = queues();
        private final Map<String, CompletableFuture<Message>> calls = new ConcurrentHashMap<>();
        private volatile CountDownLatch received;
        private volatile int quota;
        private List<Thread> threads;

        private static List<BlockingQueue<Message>> queues() {
            return IntStream.range(0, 8)
                    .<BlockingQueue<Message>>mapToObj(i -> new ArrayBlockingQueue<>(1024))
                    .toList();
        }

        @Setup
        public void open() {
            threads = IntStream.range(0, 8)
                    .boxed()
                    .flatMap(i -> List.of(
                            Thread.startVirtualThread(() -> sink(sinks.get(i))),
                            Thread.startVirtualThread(() -> echo(echoes.get(i))))
                            .stream())
                    .toList();
        }

        private void sink(BlockingQueue<Message> queue) {
            int seen = 0;
            try {
                while (true) {
                    queue.take();
                    if (++seen == quota) {
                        seen = 0;
                        received.countDown();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void echo(BlockingQueue<Message> queue) {
            try {
                while (true) {
                    Message request = queue.take();
                    Message answer = request.response(request.content());
                    CompletableFuture<Message> call = calls.remove(answer.parentId());
                    if (call != null) {
                        call.complete(answer);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Message call(int echo) throws Exception {
            Message request = BusShapes.message();
            CompletableFuture<Message> call = new CompletableFuture<>();
            calls.put(request.id(), call);
            echoes.get(echo).put(request);
            return call.get(30, TimeUnit.SECONDS);
        }

        /** Work of one sender. */
        interface Work {
            void run(int number) throws Exception;
        }

        void run(int sendersAtWork, int sinksAtWork, int each, Work work) throws InterruptedException {
            quota = each;
            received = new CountDownLatch(sinksAtWork);
            List<Thread> working = IntStream.range(0, sendersAtWork)
                    .mapToObj(i -> Thread.startVirtualThread(() -> {
                        try {
                            work.run(i);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }))
                    .toList();
            for (Thread thread : working) {
                thread.join();
            }
            received.await();
        }

        @TearDown
        public void close() {
            threads.forEach(Thread::interrupt);
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void oneToOneReused(Hall hall) throws InterruptedException {
        hall.run(1, 1, MESSAGES, number -> {
            for (int i = 0; i < MESSAGES; i++) {
                hall.sinks.get(0).put(SAME);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void oneToOneNew(Hall hall) throws InterruptedException {
        hall.run(1, 1, MESSAGES, number -> {
            for (int i = 0; i < MESSAGES; i++) {
                hall.sinks.get(0).put(BusShapes.message());
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void eightToEight(Hall hall) throws InterruptedException {
        hall.run(8, 8, MESSAGES / 8, number -> {
            for (int i = 0; i < MESSAGES / 8; i++) {
                hall.sinks.get(number).put(SAME);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void groupOfEight(Hall hall) throws InterruptedException {
        hall.run(1, 8, MESSAGES / 8, number -> {
            for (int i = 0; i < MESSAGES / 8; i++) {
                for (BlockingQueue<Message> sink : hall.sinks) {
                    sink.put(SAME);
                }
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void sendSyncOne(Hall hall) throws InterruptedException {
        hall.run(1, 0, CALLS, number -> calls(hall, 0, CALLS));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void sendSyncEight(Hall hall) throws InterruptedException {
        hall.run(8, 0, CALLS, number -> calls(hall, number, CALLS / 8));
    }

    private static void calls(Hall hall, int echo, int number) throws Exception {
        for (int i = 0; i < number; i++) {
            hall.call(echo);
        }
    }

    /** Two queues and a thread that passes messages from one to the other. */
    @State(Scope.Benchmark)
    public static class Table {

        private final BlockingQueue<Message> there = new ArrayBlockingQueue<>(1024);
        private final BlockingQueue<Message> back = new ArrayBlockingQueue<>(1024);
        private Thread two;

        @Setup
        public void open() {
            two = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        back.put(there.take());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @TearDown
        public void close() {
            two.interrupt();
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Message pingPong(Table table) throws InterruptedException {
        table.there.put(SAME);
        return table.back.take();
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Message sendSync(Hall hall) throws Exception {
        return hall.call(0);
    }
}
