package io.skep.beehive.shell.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.Trace;
import io.skep.beehive.api.Bus.TraceFilter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands that follow messages through the bus. */
@Component(
        service = TraceShell.class,
        property = {"osgi.command.scope=beehive", "osgi.command.function=trace", "osgi.command.function=recorded"})
public final class TraceShell {

    private static final int MOST = 100_000;

    private final Bus bus;

    @Activate
    public TraceShell(@Reference Bus bus) {
        this.bus = bus;
    }

    /** A line of {@code beehive:recorded}. */
    record HopLine(
            String time,
            String hop,
            String from,
            String module,
            String operation,
            String resource,
            String id,
            String answers,
            String waited,
            String content) {

        static HopLine of(Hop hop) {
            return new HopLine(
                    Times.ofDay(hop.time()),
                    hop.kind().toString(),
                    hop.from().isEmpty() ? hop.source() : hop.from(),
                    hop.module(),
                    hop.operation(),
                    hop.resource(),
                    begin(hop.id()),
                    begin(hop.parentId()),
                    hop.waited().isZero() ? "" : Times.text(hop.waited()),
                    hop.content());
        }

        private static String begin(String id) {
            return id.length() > 8 ? id.substring(0, 8) : id;
        }

        List<String> cells() {
            List<String> cells = new ArrayList<>(List.of(time, hop, from, "->", module, operation, resource, id));
            cells.add((answers.isEmpty() ? "" : "answers " + answers + " ")
                    + (waited.isEmpty() ? "" : "waited " + waited + " ")
                    + content);
            return cells;
        }
    }

    @Descriptor("shows what happens to messages, from now on and as it happens, until Ctrl-C")
    public String trace(
            CommandSession session,
            @Descriptor("ends when so many messages have come to their end; 0 for no end")
                    @Parameter(
                            names = {"-n", "--count"},
                            absentValue = "0")
                    int count,
            @Descriptor("ends after so many seconds; 0 for no end")
                    @Parameter(
                            names = {"-s", "--seconds"},
                            absentValue = "0")
                    int seconds,
            @Descriptor("with the start of the contents, secrets blotted out")
                    @Parameter(
                            names = {"-c", "--contents"},
                            absentValue = "false",
                            presentValue = "true")
                    boolean contents,
            @Descriptor("only what this module sends or gets, by the name of the module")
                    @Parameter(
                            names = {"-m", "--module"},
                            absentValue = "")
                    String module,
            @Descriptor("only messages whose resource contains this")
                    @Parameter(
                            names = {"-r", "--resource"},
                            absentValue = "")
                    String resource,
            @Descriptor("start of an id, to follow this message and its answers") String... id) {
        TraceFilter filter = new TraceFilter(id.length == 0 ? "" : id[0], "", resource, contents);
        PrintStream out = Output.of(session);
        Columns columns = new Columns(12, 8, 11, 2, 11, 8, 20, 8);
        HopQueue hops = new HopQueue(module, count, hop -> {
            out.println(columns.line(HopLine.of(hop).cells(), Screen.of(session)));
            out.flush();
        });
        try (Trace _ = bus.trace(filter, hops::offer)) {
            hops.drain(seconds == 0 ? Duration.ofDays(365) : Duration.ofSeconds(seconds));
        }
        return hops.summary();
    }

    @Descriptor("shows what the modules were handed of late")
    public List<HopLine> recorded(
            @Descriptor("only what this module sends or gets, by the name of the module")
                    @Parameter(
                            names = {"-m", "--module"},
                            absentValue = "")
                    String module,
            @Descriptor("number of lines, 50 if not given") int... lines) {
        int most = lines.length == 0 ? 50 : Math.clamp(lines[0], 0, MOST);
        List<HopLine> found = bus.recorded(MOST).stream()
                .filter(hop -> module.isEmpty()
                        || module.equals(hop.module())
                        || module.equals(hop.from())
                        || module.equals(hop.source()))
                .map(HopLine::of)
                .toList();
        return found.subList(Math.max(0, found.size() - most), found.size());
    }
}
