package io.skep.itests.deploy;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Cannot be made. */
@Component(property = {"beehive.module.name=trial", "beehive.module.group=test"})
public class BadConstructorModule implements Module {

    @Activate
    public BadConstructorModule() {
        throw new IllegalStateException("the broker address is empty");
    }

    @Override
    public void run(ModuleContext context) {
        throw new AssertionError("never made");
    }
}
