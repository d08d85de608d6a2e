package io.skep.itests.bus;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Installed by a test in a bundle of its own: notes when it is made, run, stopped and deactivated. */
@Component(property = {"beehive.module.name=order", "beehive.module.group=test"})
public class OrderModule implements Module {

    private final Consumer<String> events;

    /** @param needed a service whose loss takes the module away while its bundle stays active */
    @Activate
    public OrderModule(
            @Reference(target = "(events=order)") Consumer<String> events,
            @Reference(target = "(needed=order)") Callable<String> needed)
            throws Exception {
        this.events = events;
        events.accept("made with " + needed.call());
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        events.accept("runs");
        try {
            while (true) {
                events.accept("received " + context.receive().content());
            }
        } finally {
            events.accept("run ended");
        }
    }

    @Deactivate
    void close() {
        events.accept("deactivated");
    }
}
