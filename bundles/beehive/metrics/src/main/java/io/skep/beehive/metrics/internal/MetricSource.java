package io.skep.beehive.metrics.internal;

import java.util.List;

/** Something that is measured when it is asked, and not before. */
@FunctionalInterface
interface MetricSource {

    List<Family> families();
}
