package io.skep.edge.dbtest.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.edge.dbtest.internal.DbtestCommand.Echo;
import io.skep.edge.dbtest.internal.DbtestCommand.Note;
import io.skep.edge.dbtest.internal.DbtestCommand.Ping;
import io.skep.edge.dbtest.internal.DbtestCommand.Return;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers, echoes and counts messages: something to send to while bundles are swapped. */
@BeehiveModule(name = DbtestModule.NAME, group = "meta")
@Component(
        service = {Module.class, DbtestModule.class},
        configurationPid = "io.skep.edge.dbtest",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DbtestModule implements Module {

    static final String NAME = "testManager";

    private static final Logger LOG = LoggerFactory.getLogger(DbtestModule.class);

    private final Traffic traffic;

    @Activate
    public DbtestModule(BundleContext context) {
        this(new Traffic(context.getBundle().getVersion().toString()));
    }

    DbtestModule(Traffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        while (true) {
            handle(DbtestCommand.from(context.receive()), context);
        }
    }

    void handle(DbtestCommand command, ModuleContext context) throws InterruptedException {
        switch (command) {
            case Ping(var request) -> {
                traffic.answered();
                context.respond(request.response("pong " + traffic.version()).withRoute(NAME, request.group()));
            }
            case Echo(var request) -> {
                traffic.answered();
                context.respond(request.response(request.content()).withRoute(NAME, request.group()));
            }
            case Return(var message, var module) -> {
                traffic.returned();
                giveBack(message.response(message.content()).withRoute(NAME, message.group()), module, context);
            }
            case Note(var message) -> {
                traffic.noted();
                LOG.debug("noted {}", message);
            }
        }
    }

    private static void giveBack(Message answer, String module, ModuleContext context) throws InterruptedException {
        try {
            context.send(module, answer);
        } catch (BusException e) {
            LOG.warn("echo dropped: {}", e.line());
        }
    }

    Traffic traffic() {
        return traffic;
    }
}
