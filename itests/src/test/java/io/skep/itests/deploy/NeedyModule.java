package io.skep.itests.deploy;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.util.concurrent.Callable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Needs a service that nobody offers. */
@Component(property = {"beehive.module.name=trial", "beehive.module.group=test"})
public class NeedyModule implements Module {

    @Activate
    public NeedyModule(@Reference(target = "(offered=never)") Callable<String> needed) throws Exception {
        needed.call();
    }

    @Override
    public void run(ModuleContext context) {
        throw new AssertionError("never made");
    }
}
