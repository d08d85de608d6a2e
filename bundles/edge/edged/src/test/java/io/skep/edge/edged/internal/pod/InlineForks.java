package io.skep.edge.edged.internal.pod;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does side work at once on the calling thread, and repeated work when the test says so. */
final class InlineForks implements Forks {

    private final InstantSource clock;
    private final List<Repeated> repeated = new CopyOnWriteArrayList<>();
    private final List<Work> postponed = new ArrayList<>();
    private boolean postponing;

    InlineForks(InstantSource clock) {
        this.clock = clock;
    }

    private final class Repeated implements Handle {
        private final String name;
        private final Step step;
        private Instant next;

        Repeated(String name, Instant next, Step step) {
            this.name = name;
            this.next = next;
            this.step = step;
        }

        @Override
        public void interrupt() {
            repeated.remove(this);
        }
    }

    /** From now on side work waits for {@link #finish}. */
    void postpone() {
        postponing = true;
    }

    void finish() throws InterruptedException {
        postponing = false;
        for (Work work : List.copyOf(postponed)) {
            postponed.remove(work);
            work.run();
        }
    }

    @Override
    public Handle start(String name, Work work) {
        if (postponing) {
            postponed.add(work);
            return () -> postponed.remove(work);
        }
        try {
            work.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return () -> {};
    }

    @Override
    public Handle repeat(String name, Duration first, Step step) {
        Repeated work = new Repeated(name, clock.instant().plus(first), step);
        repeated.add(work);
        return work;
    }

    /** Runs once what is due. */
    void run() throws InterruptedException {
        for (Repeated work : repeated) {
            if (!work.next.isAfter(clock.instant())) {
                Optional<Duration> pause = work.step.once();
                work.next = clock.instant().plus(pause.orElse(Duration.ZERO));
                if (pause.isEmpty()) {
                    repeated.remove(work);
                }
            }
        }
    }

    List<String> running() {
        return repeated.stream().map(work -> work.name).toList();
    }
}
