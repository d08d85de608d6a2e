package io.skep.itests.deploy;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Works: tells what it receives. */
@Component(property = {"beehive.module.name=trial", "beehive.module.group=test"})
public class TrialModule implements Module {

    private final Consumer<String> events;

    @Activate
    public TrialModule(@Reference(target = "(events=trial)") Consumer<String> events) {
        this.events = events;
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        while (true) {
            events.accept(String.valueOf(context.receive().content()));
        }
    }
}
