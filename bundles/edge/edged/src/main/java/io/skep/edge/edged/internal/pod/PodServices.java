package io.skep.edge.edged.internal.pod;

import io.skep.edge.edged.internal.MetaCalls;
import java.time.InstantSource;

/** What the workers of all pods share. */
record PodServices(
        MetaCalls meta, Runtimes runtimes, PodEvents events, PodSettings settings, Forks forks, InstantSource clock) {}
