package io.skep.demo.echo.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Answers each call with what it was sent, and says which version does. */
@BeehiveModule(name = EchoModule.NAME, group = EchoModule.GROUP)
@Component
public final class EchoModule implements Module {

    static final String NAME = "echo";
    static final String GROUP = "demo";

    private final String version;

    @Activate
    public EchoModule(BundleContext context) {
        this(context.getBundle().getVersion().toString());
    }

    EchoModule(String version) {
        this.version = version;
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        while (true) {
            Message message = context.receive();
            if (message.sync()) {
                context.respond(message.response(message.content() + " (echo " + version + ")")
                        .withRoute(NAME, GROUP));
            }
        }
    }
}
