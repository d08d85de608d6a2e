package io.skep.beehive.shell.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import java.io.PrintStream;
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

/** Commands of the bus: what its modules do, and how to change that. */
@Component(
        service = BeehiveShell.class,
        property = {
            "osgi.command.scope=beehive",
            "osgi.command.function=list",
            "osgi.command.function=stats",
            "osgi.command.function=info",
            "osgi.command.function=health",
            "osgi.command.function=send",
            "osgi.command.function=call",
            "osgi.command.function=restart",
            "osgi.command.function=park",
            "osgi.command.function=quarantine"
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
    record ModuleLine(String name, String group, State state, int waiting, String bundle, String trouble) {}

    /** A line of {@code beehive:stats}: what was carried, and the times of a sample of it. */
    record FigureLine(
            String name,
            int waiting,
            int capacity,
            long received,
            long redelivered,
            long dropped,
            long errors,
            int restarts,
            String waitP50,
            String waitP99,
            String handlingP50,
            String handlingP99) {}

    /** A line of {@code beehive:health}. */
    record HealthLine(String name, State state, String trouble) {}

    @Descriptor("lists the modules of this container")
    public List<ModuleLine> list() {
        return bus.modules().stream()
                .map(info -> new ModuleLine(
                        info.name(), info.group(), info.state(), info.depth(), info.bundle(), info.trouble()))
                .toList();
    }

    @Descriptor("shows what the mailboxes have carried, and how long messages waited and were handled")
    public List<FigureLine> stats() {
        return bus.modules().stream().map(BeehiveShell::figures).toList();
    }

    private static FigureLine figures(ModuleInfo info) {
        return new FigureLine(
                info.name(),
                info.depth(),
                info.capacity(),
                info.received(),
                info.redelivered(),
                info.dropped(),
                info.errors(),
                info.restarts(),
                Times.nanos(info.waited().p50Nanos()),
                Times.nanos(info.waited().p99Nanos()),
                Times.nanos(info.handling().p50Nanos()),
                Times.nanos(info.handling().p99Nanos()));
    }

    @Descriptor("shows one module")
    public Map<String, Object> info(@Descriptor("name of the module") String module) {
        ModuleInfo info = get(module);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", info.name());
        shown.put("group", info.group());
        shown.put("state", info.state());
        shown.put("since", info.since());
        shown.put("bundle", info.bundle());
        shown.put("trouble", info.trouble());
        shown.put("waiting", info.depth());
        shown.put("capacity", info.capacity());
        shown.put("waitingSenders", info.waitingSenders());
        shown.put("busy", info.busy());
        shown.put("received", info.received());
        shown.put("redelivered", info.redelivered());
        shown.put("dropped", info.dropped());
        shown.put("errors", info.errors());
        shown.put("restarts", info.restarts());
        shown.put("lastError", info.lastError());
        shown.put("waited", text(info.waited()));
        shown.put("handling", text(info.handling()));
        return shown;
    }

    private static String text(Timing timing) {
        return timing.samples() == 0
                ? ""
                : "p50 %s, p99 %s, max %s of %d"
                        .formatted(
                                Times.nanos(timing.p50Nanos()),
                                Times.nanos(timing.p99Nanos()),
                                Times.nanos(timing.maxNanos()),
                                timing.samples());
    }

    private ModuleInfo get(String module) {
        return bus.findModule(module)
                .orElseThrow(() -> new BusException(BusError.UNKNOWN_MODULE, "Module " + module + " is not known."));
    }

    @Descriptor("shows the modules that are not well; fails if there are any")
    public String health(CommandSession session) {
        List<ModuleInfo> all = bus.modules();
        List<HealthLine> ill = all.stream()
                .filter(info -> !info.trouble().isEmpty())
                .map(info -> new HealthLine(info.name(), info.state(), info.trouble()))
                .toList();
        if (ill.isEmpty()) {
            return "all " + all.size() + " modules are well";
        }
        Screen screen = Screen.of(session);
        PrintStream out = Output.of(session);
        out.println(new TablePrinter(screen.columns(), screen.colors()).print(ill));
        out.flush();
        throw new SkepException(ShellError.UNHEALTHY, ill.size() + " of " + all.size() + " modules are not well.");
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

    @Descriptor("stops and starts a module, also out of parking and quarantine; its mailbox is kept")
    public ModuleLine restart(CommandSession session, @Descriptor("name of the module") String module) {
        return change(session, "beehive:restart", module, module, () -> bus.restart(module));
    }

    @Descriptor("stops a module; its mailbox takes messages until beehive:restart")
    public ModuleLine park(CommandSession session, @Descriptor("name of the module") String module) {
        return change(session, "beehive:park", module, module, () -> bus.park(module));
    }

    @Descriptor("stops a module that does harm, as beehive:park does, and says why wherever it is shown")
    public ModuleLine quarantine(
            CommandSession session,
            @Descriptor("name of the module") String module,
            @Descriptor("reason, one sentence in quotes") String reason) {
        return change(
                session,
                "beehive:quarantine",
                module,
                module + " (" + reason + ")",
                () -> bus.quarantine(module, reason));
    }

    private ModuleLine change(CommandSession session, String command, String module, String target, Runnable change) {
        return Audit.around(session, command, target, () -> {
            change.run();
            ModuleInfo info = get(module);
            return new ModuleLine(info.name(), info.group(), info.state(), info.depth(), info.bundle(), info.trouble());
        });
    }
}
