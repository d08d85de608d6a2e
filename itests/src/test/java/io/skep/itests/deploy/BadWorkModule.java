package io.skep.itests.deploy;

import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Component;

/** Takes a message and fails with it in hand after two seconds of work. */
@Component(property = {"beehive.module.name=trial", "beehive.module.group=test"})
public class BadWorkModule implements Module {

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        context.receive();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        throw new IllegalStateException("the table has no column rank");
    }
}
