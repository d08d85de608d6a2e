package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.Empty;
import io.skep.edge.runtime.cri.internal.wire.PodSandbox;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who listens which pods have changed. It compares lists once a second, and at once when the engine or we ourselves do something. */
final class PodWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);
    private static final long FIRST_MILLIS = 100;
    private static final long PODS_MILLIS = 1000;
    private static final long CALM_MILLIS = 5000;

    private final CriCalls calls;
    private final Labels labels;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final AtomicBoolean following = new AtomicBoolean();
    private volatile boolean events = true;
    private Map<String, Integer> last = Map.of();
    private boolean reached = true;
    private Thread thread;

    PodWatch(CriCalls calls, Labels labels) {
        this.calls = calls;
        this.labels = labels;
    }

    synchronized void start() {
        thread = Thread.ofVirtual().name("cri-watch").start(this::run);
    }

    AutoCloseable listen(Consumer<String> listener) {
        listeners.add(listener);
        wake.release();
        return () -> listeners.remove(listener);
    }

    /** Something is about to change. */
    void poke() {
        wake.release();
    }

    private void run() {
        long pause = PODS_MILLIS;
        try {
            while (true) {
                if (wake.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                    pause = FIRST_MILLIS;
                } else {
                    pause = Math.min(pause * 2, longest());
                }
                if (!listeners.isEmpty() && calls.connection().endpoint().exists()) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("pods of the container engine are no longer watched");
        }
    }

    private long longest() {
        return reached && (last.isEmpty() || following.get()) ? CALM_MILLIS : PODS_MILLIS;
    }

    /** One comparison; what failed is compared again later. */
    void look() throws InterruptedException {
        try {
            Map<String, Integer> now = fingerprints();
            Set<String> changed = new HashSet<>(now.keySet());
            changed.addAll(last.keySet());
            Map<String, Integer> before = last;
            changed.removeIf(uid -> now.containsKey(uid) && now.get(uid).equals(before.get(uid)));
            last = now;
            changed.forEach(this::tell);
            if (!reached) {
                LOG.info(
                        "container engine at {} answers again",
                        calls.connection().endpoint());
                reached = true;
            }
            follow();
        } catch (CallFailure e) {
            if (reached) {
                LOG.warn(
                        "pods not watched: {}",
                        Failures.unreachable(e, calls.connection().endpoint()));
                reached = false;
            }
        }
    }

    private Map<String, Integer> fingerprints() throws CallFailure, InterruptedException {
        Map<String, Integer> sums = new HashMap<>();
        for (PodSandbox sandbox : calls.sandboxes(labels.all())) {
            int sum = 31 * sandbox.getId().hashCode() + sandbox.getStateValue();
            sums.merge(sandbox.getMetadata().getUid(), sum, Integer::sum);
        }
        for (Container container : calls.containers(labels.all())) {
            int sum = 31 * container.getId().hashCode() + container.getStateValue();
            sums.merge(container.getLabelsOrDefault(Labels.POD_UID, ""), sum, Integer::sum);
        }
        return sums;
    }

    private void tell(String uid) {
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(uid);
            } catch (RuntimeException e) {
                LOG.warn("listener for pod {} failed", uid, e);
            }
        }
    }

    /** containerd has events from 1.7 on. */
    private void follow() throws CallFailure {
        if (events && following.compareAndSet(false, true)) {
            calls.connection().follow(CriMethod.EVENTS, Empty.getDefaultInstance(), this::poke, this::followed);
        }
    }

    private void followed(CallFailure end) {
        if (end.kind() == Kind.UNIMPLEMENTED) {
            events = false;
        }
        following.set(false);
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
