package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a module that did not end with it; usually none. */
record StuckThreads(String module, List<Thread> threads) {

    private static final Logger LOG = LoggerFactory.getLogger(StuckThreads.class);
    private static final int FRAMES = 20;

    StuckThreads {
        threads = List.copyOf(threads);
    }

    boolean isEmpty() {
        return threads.isEmpty();
    }

    /** Those that still run. */
    StuckThreads alive() {
        return new StuckThreads(module, threads.stream().filter(Thread::isAlive).toList());
    }

    BusException failure() {
        return new BusException(
                BusError.MODULE_STUCK,
                "Module " + module + " did not stop: thread "
                        + threads.stream().map(Thread::getName).collect(Collectors.joining(", "))
                        + " goes on and is abandoned.");
    }

    /** Says where each of them is. */
    void log() {
        LOG.error(failure().line());
        for (Thread thread : threads) {
            String stack = Arrays.stream(thread.getStackTrace())
                    .limit(FRAMES)
                    .map(frame -> "\n    at " + frame)
                    .collect(Collectors.joining());
            LOG.error("thread {} of module {} is at{}", thread.getName(), module, stack);
        }
    }
}
