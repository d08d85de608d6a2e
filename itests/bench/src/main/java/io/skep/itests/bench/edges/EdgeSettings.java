package io.skep.itests.bench.edges;

/**
 * How simulated edges behave.
 *
 * @param skepPeer announces {@code Skep-Channel: 1}; else as a Go edge
 * @param leases registers its node once and renews its lease every 10 s
 * @param retries dials again when its link is gone
 */
public record EdgeSettings(String host, int port, boolean skepPeer, boolean leases, boolean retries) {}
