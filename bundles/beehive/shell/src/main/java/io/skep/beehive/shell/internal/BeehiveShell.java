package io.skep.beehive.shell.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands of the bus. */
@Component(
        service = BeehiveShell.class,
        property = {
            "osgi.command.scope=beehive",
            "osgi.command.function=list",
            "osgi.command.function=stats",
            "osgi.command.function=info",
            "osgi.command.function=send",
            "osgi.command.function=call",
            "osgi.command.function=restart"
        })
public final class BeehiveShell {

    private static final String SOURCE = "shell";
    private static final String GROUP = "user";

    private final Bus bus;

    @Activate
    public BeehiveShell(@Reference Bus bus) {
        this.bus = bus;
    }

    /** A line of {@code beehive:list}. */
    record ModuleLine(String name, String group, State state, int waiting, String bundle, String lastError) {}

    /** A line of {@code beehive:stats}. */
    record FigureLine(
            String name, int waiting, int capacity, long received, long redelivered, long dropped, int restarts) {}

    @Descriptor("lists the modules of this container")
    public List<ModuleLine> list() {
        return bus.modules().stream()
                .map(info -> new ModuleLine(
                        info.name(), info.group(), info.state(), info.depth(), info.bundle(), info.lastError()))
                .toList();
    }

    @Descriptor("shows what the mailboxes have carried")
    public List<FigureLine> stats() {
        return bus.modules().stream()
                .map(info -> new FigureLine(
                        info.name(),
                        info.depth(),
                        info.capacity(),
                        info.received(),
                        info.redelivered(),
                        info.dropped(),
                        info.restarts()))
                .toList();
    }

    @Descriptor("shows one module")
    public ModuleInfo info(@Descriptor("name of the module") String module) {
        return bus.findModule(module)
                .orElseThrow(() -> new BusException(BusError.UNKNOWN_MODULE, "Module " + module + " is not known."));
    }

    @Descriptor("sends a message to a module")
    public String send(
            CommandSession session,
            @Descriptor("name of the module") String module,
            @Descriptor("operation, such as update") String operation,
            @Descriptor("resource, such as default/pod/hello") String resource,
            @Descriptor("content, as text") String content)
            throws InterruptedException {
        Message message = Message.of(SOURCE, GROUP, operation, resource, content);
        Audit.record(session, "beehive:send", module + " " + message);
        bus.send(module, message);
        return "sent " + message.id();
    }

    @Descriptor("sends a message to a module and shows its answer")
    public Map<String, Object> call(
            CommandSession session,
            @Descriptor("seconds to wait for the answer")
                    @Parameter(
                            names = {"-t", "--timeout"},
                            absentValue = "30")
                    int timeout,
            @Descriptor("name of the module") String module,
            @Descriptor("operation, such as query") String operation,
            @Descriptor("resource, such as default/pod/hello") String resource,
            @Descriptor("content, as text") String content)
            throws InterruptedException {
        Message message = Message.of(SOURCE, GROUP, operation, resource, content);
        Audit.record(session, "beehive:call", module + " " + message);
        Message answer = bus.sendSync(module, message, Duration.ofSeconds(timeout));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", answer.id());
        shown.put("source", answer.source());
        shown.put("operation", answer.operation());
        shown.put("resource", answer.resource());
        shown.put("content", answer.content());
        return shown;
    }

    @Descriptor("stops and starts a module, also out of quarantine; its mailbox is kept")
    public ModuleInfo restart(CommandSession session, @Descriptor("name of the module") String module) {
        Audit.record(session, "beehive:restart", module);
        bus.restart(module);
        return info(module);
    }
}
