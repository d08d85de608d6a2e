package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Bus.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Modules at one moment, as a bus would tell of them. */
final class Infos {

    private Infos() {}

    static ModuleInfo of(String name, State state, String lastError) {
        return new ModuleInfo(
                name,
                "g",
                state,
                3,
                1024,
                7,
                2,
                1,
                4,
                5,
                lastError,
                Instant.EPOCH,
                "",
                new Timing(10, 1_500_000, 20_000_000, 30_000_000, 100_000_000),
                Timing.NONE,
                Duration.ofMillis(250),
                List.of());
    }

    static ModuleInfo full(String name, String sender) {
        ModuleInfo info = of(name, State.RUNNING, "");
        return new ModuleInfo(
                name,
                info.group(),
                info.state(),
                1024,
                1024,
                info.received(),
                info.redelivered(),
                info.dropped(),
                info.errors(),
                info.restarts(),
                "",
                info.since(),
                info.bundle(),
                info.waited(),
                info.handling(),
                info.busy(),
                List.of(sender));
    }
}
