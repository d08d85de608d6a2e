package io.skep.edge.edged.internal.pod;

import io.skep.edge.edged.internal.Clocks;
import io.skep.edge.edged.internal.MetaCalls;

/** What the workers of all pods share. */
record PodServices(
        MetaCalls meta, Runtimes runtimes, PodEvents events, PodSettings settings, Forks forks, Clocks clocks) {}
