package io.skep.beehive.shell.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.HopKind;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.api.Bus.Trace;
import io.skep.beehive.api.Bus.TraceFilter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A bus that says what a test wants it to say. */
final class StubBus {

    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    final List<Hop> hops = new ArrayList<>();
    final List<TraceFilter> filters = new ArrayList<>();
    final List<ModuleInfo> modules = new ArrayList<>();
    int open;

    Bus bus() {
        return (Bus) Proxy.newProxyInstance(
                StubBus.class.getClassLoader(),
                new Class<?>[] {Bus.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "modules" -> List.copyOf(modules);
                    case "recorded" -> List.copyOf(hops);
                    case "trace" -> trace((TraceFilter) arguments[0], arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @SuppressWarnings("unchecked")
    private Trace trace(TraceFilter filter, Object to) {
        filters.add(filter);
        open++;
        hops.forEach((Consumer<Hop>) to);
        return () -> open--;
    }

    static Hop hop(HopKind kind, String from, String module, String id) {
        return new Hop(
                kind,
                TIME,
                module,
                from,
                id,
                "",
                from,
                "resource",
                "update",
                "default/pod/p",
                Duration.ofMillis(3),
                "");
    }

    static ModuleInfo module(String name, State state, long received, long errors) {
        return new ModuleInfo(
                name,
                "group",
                state,
                0,
                1024,
                received,
                0,
                0,
                errors,
                0,
                "",
                TIME,
                "bundle 1.0",
                Timing.NONE,
                new Timing(4, 1_500, 2_000_000, 3_000_000, 9),
                Duration.ZERO,
                List.of());
    }
}
