package io.skep.itests.bench;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.util.function.Consumer;

/** The module that is swapped: hands every content to whoever counts. Lives in a jar of its own, see {@link SinkJar}. */
public final class SinkModule implements Module {

    private Consumer<Object> counter;

    /** Called by the component runtime. */
    public void bind(Consumer<Object> counter) {
        this.counter = counter;
    }

    @Override
    public void run(ModuleContext context) throws Exception {
        while (true) {
            counter.accept(context.receive().content());
        }
    }
}
