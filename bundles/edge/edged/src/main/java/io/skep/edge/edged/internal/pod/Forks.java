package io.skep.edge.edged.internal.pod;

import java.time.Duration;
import java.util.Optional;

/** Side work of a pod's worker, each on a thread of its own. All of it ends when edged stops. */
interface Forks {

    /** Work that ends by interruption when it is to end early. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** One step of work that is done again and again. */
    interface Step {
        /** How long to wait before the next one; empty when there is none. */
        Optional<Duration> once() throws InterruptedException;
    }

    /** Work that was started. */
    interface Handle {
        void interrupt();
    }

    Handle start(String name, Work work);

    /** @param first how long to wait before the first step */
    Handle repeat(String name, Duration first, Step step);
}
