package io.skep.itests.bench.edges;

import java.time.Duration;

/** Is told what happens to edges, on their event loops. */
public interface EdgeWatcher {

    /** The upgrade was answered with 101. */
    default void opened(SimulatedEdge edge) {}

    /** The cloud did not let it in. */
    default void refused(SimulatedEdge edge, int status, Duration retryAfter) {}

    /** A link is gone, or there was none; not called for a cut that was asked for. */
    default void lost(SimulatedEdge edge, String reason) {}

    /** A message came; it is acknowledged already. */
    default void heard(SimulatedEdge edge, Heard message) {}

    /**
     * A lease update was answered.
     *
     * @param nanos from the moment it was due
     */
    default void renewed(SimulatedEdge edge, long nanos) {}

    /** A lease update was still without an answer when the next was due. */
    default void missed(SimulatedEdge edge) {}
}
