package io.skep.itests.bench;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Message;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Sends numbered messages from several senders to a module whose bundle is stopped, updated and started meanwhile, in Felix with the bundles of a
 * distribution.
 */
public final class SwapLoad implements AutoCloseable {

    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function-",
            "org.osgi.util.promise-",
            "org.osgi.service.component-",
            "org.apache.felix.configadmin-",
            "org.apache.felix.scr-",
            "io.skep.beehive.runtime-");
    private static final long PATIENCE_SECONDS = 120;

    /**
     * What came of it.
     *
     * @param sent messages in all
     * @param lost messages that never came
     * @param disordered messages that came before one that was sent earlier by the same sender
     * @param repeated messages that came twice
     * @param mostRepeated of one swap
     * @param pausesNanos longest time without a delivery around each swap
     */
    public record Result(long sent, long lost, long disordered, long repeated, long mostRepeated, long[] pausesNanos) {

        /** The pause that {@code percent} of the swaps keep to, in nanoseconds. */
        public long pause(int percent) {
            long[] sorted = pausesNanos.clone();
            Arrays.sort(sorted);
            return sorted[(sorted.length * percent + 99) / 100 - 1];
        }
    }

    private final Felix framework;
    private final Bundle sink;
    private final Counter counter;
    private final ServiceTracker<Bus, Bus> buses;

    private SwapLoad(Felix framework, Counter counter) throws Exception {
        this.framework = framework;
        this.counter = counter;
        BundleContext context = framework.getBundleContext();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("counter", "sink");
        context.registerService(Consumer.class, counter, properties);
        this.sink = context.installBundle("sink", SinkJar.version(0));
        sink.start();
        this.buses = new ServiceTracker<>(context, Bus.class, null);
        buses.open();
    }

    /**
     * Starts Felix.
     *
     * @param bundles folder with the bundles of a distribution
     * @param cache folder of its own, which need not exist
     */
    public static SwapLoad open(Path bundles, Path cache, int senders) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "io.skep.beehive.api;version=1.2.0,org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20");
        Felix framework = new Felix(settings);
        framework.start();
        List<Bundle> installed = new ArrayList<>();
        for (String name : BUNDLES) {
            installed.add(framework
                    .getBundleContext()
                    .installBundle(find(bundles, name).toUri().toString()));
        }
        for (Bundle bundle : installed) {
            bundle.start();
        }
        return new SwapLoad(framework, new Counter(senders));
    }

    /** {@code BUNDLES CACHE FILE MESSAGES SWAPS}: writes what came of one run as lines of a name and a number. */
    public static void main(String[] arguments) throws Exception {
        try (SwapLoad load = open(Path.of(arguments[0]), Path.of(arguments[1]), 4)) {
            Result result = load.run(Long.parseLong(arguments[3]), Integer.parseInt(arguments[4]));
            Files.writeString(
                    Path.of(arguments[2]),
                    String.format(
                            Locale.ROOT,
                            "sent %d%nlost %d%ndisordered %d%nrepeated %d%nmost_repeated %d%npause_p50_ms %.1f%npause_p99_ms %.1f%n",
                            result.sent(),
                            result.lost(),
                            result.disordered(),
                            result.repeated(),
                            result.mostRepeated(),
                            result.pause(50) / 1e6,
                            result.pause(99) / 1e6));
        }
    }

    private static Path find(Path folder, String prefix) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, prefix + "*.jar")) {
            for (Path jar : found) {
                return jar;
            }
        }
        throw new IOException("no " + prefix + "*.jar in " + folder + ": build the distributions first");
    }

    /**
     * Sends without a pause while the bundle is swapped again and again, and on until the number is reached.
     *
     * @param messages number of messages at least
     */
    public Result run(long messages, int swaps) throws Exception {
        Bus bus = buses.waitForService(10_000);
        int senders = counter.senders();
        long each = messages / senders;
        counter.begin();
        AtomicBoolean swapping = new AtomicBoolean(true);
        AtomicLong sent = new AtomicLong();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            long sender = (long) i << Counter.SENDER;
            FutureTask<Void> task = new FutureTask<>(() -> {
                long number = 0;
                for (; number < each || swapping.get(); number++) {
                    bus.send("sink", Message.of("bench", "resource", "update", "x", sender | number));
                }
                sent.addAndGet(number);
                return null;
            });
            Thread.ofVirtual().start(task);
            tasks.add(task);
        }
        long[] pauses = new long[swaps];
        long mostRepeated = 0;
        for (int swap = 0; swap < swaps; swap++) {
            counter.await(counter.received() + each * senders / swaps / 2);
            long before = counter.repeated();
            counter.resetPause();
            sink.stop();
            sink.update(SinkJar.version(swap + 1));
            sink.start();
            counter.await(counter.received() + 1);
            pauses[swap] = counter.pause();
            mostRepeated = Math.max(mostRepeated, counter.repeated() - before);
        }
        swapping.set(false);
        for (FutureTask<Void> task : tasks) {
            task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        counter.awaitAll(sent.get(), PATIENCE_SECONDS);
        return new Result(
                sent.get(),
                sent.get() - counter.received(),
                counter.disordered(),
                counter.repeated(),
                mostRepeated,
                pauses);
    }

    @Override
    public void close() {
        buses.close();
        try {
            framework.stop();
            framework.waitForStop(30_000);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called by the module's thread, of one version after the other; asked by others. */
    private static final class Counter implements Consumer<Object> {

        static final int SENDER = 32;

        private final long[] next;
        private volatile long received;
        private volatile long disordered;
        private volatile long repeated;
        private volatile long longest;
        private volatile boolean reset;
        private long last;

        Counter(int senders) {
            next = new long[senders];
        }

        int senders() {
            return next.length;
        }

        void begin() {
            Arrays.fill(next, 0);
            received = 0;
            disordered = 0;
            repeated = 0;
            last = System.nanoTime();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public void accept(Object content) {
            long now = System.nanoTime();
            if (reset) {
                reset = false;
                longest = 0;
            } else {
                longest = Math.max(longest, now - last);
            }
            last = now;
            long value = (Long) content;
            int sender = (int) (value >>> SENDER);
            long number = value & 0xffff_ffffL;
            if (number == next[sender]) {
                next[sender] = number + 1;
                received++;
            } else if (number == next[sender] - 1) {
                repeated++;
            } else {
                disordered++;
            }
        }

        void resetPause() throws InterruptedException {
            reset = true;
            while (reset) {
                Thread.sleep(0, 100_000);
            }
        }

        long pause() {
            return longest;
        }

        void await(long number) throws InterruptedException {
            while (received < number) {
                Thread.sleep(0, 100_000);
            }
        }

        void awaitAll(long number, long seconds) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (received < number && System.nanoTime() - end < 0) {
                Thread.sleep(1);
            }
        }

        long received() {
            return received;
        }

        long repeated() {
            return repeated;
        }

        long disordered() {
            return disordered;
        }
    }
}
