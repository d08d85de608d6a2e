package io.skep.beehive.shell.internal;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.HopKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Hops on their way from the threads of the bus, which never wait, to one that shows them. A message that a module has sent or got is followed
 * from then on, whoever has it. With a limit, the first so many messages are followed to their end and no others.
 */
final class HopQueue {

    private static final int ROOM = 10_000;
    private static final Set<HopKind> LAST = Set.of(HopKind.DONE, HopKind.FAILED, HopKind.ANSWERED, HopKind.DROPPED);

    private final String module;
    private final int limit;
    private final Consumer<Hop> to;
    private final Set<String> ofModule = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Hop> waiting = new ArrayBlockingQueue<>(ROOM);
    private final AtomicLong lost = new AtomicLong();
    private final Set<String> followed = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private long shown;

    /**
     * @param module name of the module whose messages are wanted, empty for all
     * @param limit number of messages, 0 for no limit
     */
    HopQueue(String module, int limit, Consumer<Hop> to) {
        this.module = module;
        this.limit = limit;
        this.to = to;
    }

    /** Takes a hop, from any thread; when the other side is too slow it is counted and lost. */
    void offer(Hop hop) {
        if ((module.isEmpty() || isOfModule(hop)) && !waiting.offer(hop)) {
            lost.incrementAndGet();
        }
    }

    private boolean isOfModule(Hop hop) {
        boolean own = module.equals(hop.module()) || module.equals(hop.from());
        if (LAST.contains(hop.kind())) {
            return ofModule.remove(hop.id()) || own;
        }
        if (own && ofModule.size() < ROOM) {
            ofModule.add(hop.id());
        }
        return own || ofModule.contains(hop.id());
    }

    /** Shows hops until the time is over, the limit reached or the thread interrupted. */
    void drain(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (limit == 0 || ended.size() < limit) {
                Hop hop = waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (hop == null) {
                    return;
                }
                show(hop);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(Hop hop) {
        if (limit > 0) {
            if (followed.size() < limit) {
                followed.add(hop.id());
            }
            if (!followed.contains(hop.id())) {
                return;
            }
            if (LAST.contains(hop.kind())) {
                ended.add(hop.id());
            }
        }
        shown++;
        to.accept(hop);
    }

    /** What was shown and what not. */
    String summary() {
        long missed = lost.get();
        return shown
                + (shown == 1 ? " hop" : " hops")
                + (missed == 0 ? "" : ", " + missed + " more came too fast to be shown");
    }
}
