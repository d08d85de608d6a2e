package io.skep.beehive.shell.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the modules do now, again and again. */
@Component(
        service = TopShell.class,
        property = {"osgi.command.scope=beehive", "osgi.command.function=top"})
public final class TopShell {

    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final Bus bus;

    @Activate
    public TopShell(@Reference Bus bus) {
        this.bus = bus;
    }

    /** A line of {@code beehive:top}; rates are by second, of the last interval. */
    record RateLine(
            String name,
            State state,
            int waiting,
            String rate,
            String errorRate,
            String busy,
            String waitP50,
            String handlingP50,
            String handlingP99,
            String trouble) {}

    @Descriptor("shows what the modules do, again and again until Ctrl-C; on a terminal in place")
    public void top(
            CommandSession session,
            @Descriptor("ends after so many tables; 0 for no end")
                    @Parameter(
                            names = {"-n", "--count"},
                            absentValue = "0")
                    int count,
            @Descriptor("seconds from table to table, over which rates are taken")
                    @Parameter(
                            names = {"-s", "--seconds"},
                            absentValue = "1")
                    int seconds) {
        PrintStream out = Output.of(session);
        Duration interval = Duration.ofSeconds(Math.clamp(seconds, 1, 3600));
        List<ModuleInfo> before = bus.modules();
        long at = System.nanoTime();
        for (int round = 0; (count == 0 || round < count) && Output.pause(interval); round++) {
            List<ModuleInfo> now = bus.modules();
            long moment = System.nanoTime();
            draw(out, Screen.of(session), round, lines(before, now, (moment - at) / 1e9));
            before = now;
            at = moment;
        }
    }

    private static void draw(PrintStream out, Screen screen, int round, List<RateLine> lines) {
        String table = new TablePrinter(screen.columns(), screen.colors()).print(lines);
        if (screen.colors()) {
            String redrawn = table.replace("\n", REST_OF_LINE + "\n") + REST_OF_LINE + "\n";
            out.print((round == 0 ? CLEAR : "") + HOME + redrawn + REST_OF_SCREEN);
        } else {
            out.print((round == 0 ? "" : "\n") + table + "\n");
        }
        out.flush();
    }

    /** The figures of now, and how fast they grew in the time between. */
    static List<RateLine> lines(List<ModuleInfo> before, List<ModuleInfo> now, double seconds) {
        Map<String, ModuleInfo> earlier =
                before.stream().collect(Collectors.toMap(ModuleInfo::name, Function.identity()));
        return now.stream()
                .map(info -> line(earlier.getOrDefault(info.name(), info), info, seconds))
                .toList();
    }

    private static RateLine line(ModuleInfo before, ModuleInfo now, double seconds) {
        return new RateLine(
                now.name(),
                now.state(),
                now.depth(),
                rate(now.received() - before.received(), seconds),
                rate(now.errors() - before.errors(), seconds),
                Times.text(now.busy()),
                Times.nanos(now.waited().p50Nanos()),
                Times.nanos(now.handling().p50Nanos()),
                Times.nanos(now.handling().p99Nanos()),
                now.trouble());
    }

    /** A counter that began anew, because the bus was replaced, has no rate below zero. */
    private static String rate(long difference, double seconds) {
        double rate = Math.max(0, difference) / seconds;
        return rate == 0 ? "0" : String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate);
    }
}
