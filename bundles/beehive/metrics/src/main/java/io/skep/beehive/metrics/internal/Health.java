package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether the container is alive, and whether it is ready: one check for the framework, one for the bus, one for each module. */
final class Health {

    private static final String FRAMEWORK = "framework";
    private static final String BUS = "bus";
    private static final int MOST_CHARACTERS = 200;

    private final BooleanSupplier started;
    private final Supplier<Optional<Bus>> bus;
    private final boolean reasons;

    /**
     * What was found.
     *
     * @param remark why not, in a few words; of a check that holds, what is remarkable
     */
    record Check(String name, boolean holds, String remark) {

        /** As Kubernetes' API server writes it. */
        String line() {
            if (!holds) {
                return "[-]" + name + " " + remark;
            }
            return remark.isEmpty() ? "[+]" + name + " ok" : "[+]" + name + " ok, but " + remark;
        }
    }

    /**
     * @param started whether the framework has started all that it has to
     * @param bus empty while the bus is being replaced
     * @param reasons whether the failures of modules are told in their own words
     */
    Health(BooleanSupplier started, Supplier<Optional<Bus>> bus, boolean reasons) {
        this.started = started;
        this.bus = bus;
        this.reasons = reasons;
    }

    /** What a restart of the process would mend. */
    List<Check> live() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(FRAMEWORK, true, started.getAsBoolean() ? "" : "is starting"));
        Optional<Bus> present = bus.get();
        checks.add(new Check(BUS, true, present.isPresent() ? "" : "is being replaced"));
        modules(present)
                .forEach(module ->
                        checks.add(new Check(module.name(), module.state() != State.QUARANTINED, trouble(module))));
        return checks;
    }

    /** What is needed to do the work. */
    List<Check> ready() {
        List<Check> checks = new ArrayList<>();
        boolean up = started.getAsBoolean();
        checks.add(new Check(FRAMEWORK, up, up ? "" : "is starting"));
        Optional<Bus> present = bus.get();
        checks.add(new Check(BUS, present.isPresent(), present.isPresent() ? "" : "is being replaced"));
        modules(present).forEach(module -> checks.add(new Check(module.name(), isReady(module), trouble(module))));
        return checks;
    }

    private static List<ModuleInfo> modules(Optional<Bus> bus) {
        return bus.map(Bus::modules).orElse(List.of()).stream()
                .sorted(Comparator.comparing(ModuleInfo::name))
                .toList();
    }

    /** A module whose mailbox is full is at work: senders wait for it, as they should. */
    private static boolean isReady(ModuleInfo module) {
        return switch (module.state()) {
            case RUNNING, STOPPED, FINISHED -> true;
            case EXPECTED, PARKED, BACKOFF, QUARANTINED -> false;
        };
    }

    private String trouble(ModuleInfo module) {
        return switch (module.state()) {
            case QUARANTINED -> "is quarantined" + reason(module);
            case BACKOFF -> "has failed and will be started again" + reason(module);
            default -> module.trouble();
        };
    }

    private String reason(ModuleInfo module) {
        if (!reasons) {
            return ", reason withheld";
        }
        String text = module.trouble().replaceAll("\\p{Cntrl}", " ").strip();
        if (text.isEmpty()) {
            return "";
        }
        return ": " + (text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text);
    }
}
