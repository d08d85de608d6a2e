package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.metrics.internal.Family.Builder;
import io.skep.beehive.metrics.internal.Family.Label;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the bus tells of its modules. */
final class ModuleMetrics implements MetricSource {

    private static final String PREFIX = "skep_module_";
    private static final double NANOS = 1e9;

    private final Supplier<Optional<Bus>> bus;

    /** @param bus empty while the bus is being replaced */
    ModuleMetrics(Supplier<Optional<Bus>> bus) {
        this.bus = bus;
    }

    @Override
    public List<Family> families() {
        Optional<Bus> present = bus.get();
        List<Family> families = new ArrayList<>();
        families.add(Family.gauge("skep_bus_up", "Whether the bus is there; it is away while its bundle is swapped.")
                .add(present.isPresent() ? 1 : 0)
                .build());
        present.ifPresent(here -> {
            families.add(Family.counter("skep_bus_late_answers", "Answers that nobody waited for any more.")
                    .add(here.lateAnswers())
                    .build());
            addModules(here.modules(), families);
        });
        return families;
    }

    private static void addModules(List<ModuleInfo> modules, List<Family> families) {
        families.add(of(gauge("mailbox_depth", "Messages that wait."), modules, ModuleInfo::depth));
        families.add(of(gauge("mailbox_capacity", "Messages that may wait."), modules, ModuleInfo::capacity));
        families.add(of(
                gauge("waiting_senders", "Modules that wait for room in the mailbox."),
                modules,
                module -> module.waitingSenders().size()));
        families.add(of(
                gauge("busy_seconds", "How long the oldest message in hand has been there; 0 without one."),
                modules,
                module -> seconds(module.busy())));
        families.add(of(counter("messages_received", "Messages handed over."), modules, ModuleInfo::received));
        families.add(of(
                counter("messages_redelivered", "Messages handed over once more."), modules, ModuleInfo::redelivered));
        families.add(of(
                counter("messages_dropped", "Requests dropped because their deadline had passed."),
                modules,
                ModuleInfo::dropped));
        families.add(of(counter("errors", "Failures of the module's threads."), modules, ModuleInfo::errors));
        families.add(of(counter("restarts", "Starts after a failure."), modules, ModuleInfo::restarts));
        families.add(states(modules));
        families.add(times("wait_seconds", "Time of messages in the mailbox, of a sample.", modules, true));
        families.add(times("handling_seconds", "Time from receipt until finished, of a sample.", modules, false));
    }

    private static Builder gauge(String name, String help) {
        return Family.gauge(PREFIX + name, help);
    }

    private static Builder counter(String name, String help) {
        return Family.counter(PREFIX + name, help);
    }

    private static Family of(Builder family, List<ModuleInfo> modules, ToDoubleFunction<ModuleInfo> value) {
        modules.forEach(module -> family.add(value.applyAsDouble(module), labels(module)));
        return family.build();
    }

    private static Family states(List<ModuleInfo> modules) {
        Builder family = gauge("state", "1 for the state in which the module is.");
        for (ModuleInfo module : modules) {
            for (State state : State.values()) {
                family.add(
                        module.state() == state ? 1 : 0,
                        with(labels(module), "state", state.name().toLowerCase(Locale.ROOT)));
            }
        }
        return family.build();
    }

    private static Family times(String name, String help, List<ModuleInfo> modules, boolean waiting) {
        Builder family = Family.summary(PREFIX + name, help);
        for (ModuleInfo module : modules) {
            Timing timing = waiting ? module.waited() : module.handling();
            List<Label> labels = labels(module);
            if (timing.samples() > 0) {
                family.add(timing.p50Nanos() / NANOS, with(labels, "quantile", "0.5"));
                family.add(timing.p99Nanos() / NANOS, with(labels, "quantile", "0.99"));
            }
            family.addSum(timing.totalNanos() / NANOS, timing.samples(), labels);
        }
        return family.build();
    }

    private static List<Label> labels(ModuleInfo module) {
        return List.of(new Label("module", module.name()), new Label("group", module.group()));
    }

    private static List<Label> with(List<Label> labels, String name, String value) {
        List<Label> more = new ArrayList<>(labels);
        more.add(new Label(name, value));
        return more;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
