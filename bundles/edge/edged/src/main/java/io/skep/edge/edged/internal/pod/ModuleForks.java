package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.ModuleContext;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Side work on the module's virtual threads. Work that fails or is told to end is no failure of the module. */
final class ModuleForks implements Forks {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleForks.class);

    private final ModuleContext context;

    ModuleForks(ModuleContext context) {
        this.context = context;
    }

    @Override
    public Handle start(String name, Work work) {
        return context.fork(name, () -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                LOG.debug("{} was told to end", name);
            } catch (RuntimeException e) {
                LOG.warn("{} failed", name, e);
            }
        })::interrupt;
    }

    @Override
    public Handle repeat(String name, Duration first, Step step) {
        return start(name, () -> {
            Optional<Duration> pause = Optional.of(first);
            while (pause.isPresent()) {
                Thread.sleep(pause.get());
                pause = step.once();
            }
        });
    }
}
