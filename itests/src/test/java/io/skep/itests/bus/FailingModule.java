package io.skep.itests.bus;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Installed by a test in a bundle of its own: throws in its constructor until the system property allows it. */
@Component(property = {"beehive.module.name=failing", "beehive.module.group=test"})
public class FailingModule implements Module {

    static final String ALLOWED = "skep.itests.failing.allowed";

    @Activate
    public FailingModule() {
        if (!Boolean.getBoolean(ALLOWED)) {
            throw new IllegalStateException("the broker address is empty");
        }
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        while (true) {
            context.receive();
        }
    }
}
