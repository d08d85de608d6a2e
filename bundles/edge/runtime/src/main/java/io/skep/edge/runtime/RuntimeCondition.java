package io.skep.edge.runtime;

/**
 * The state of a runtime.
 *
 * @param ready pods can be started
 * @param version as {@code containerd://1.6.20} or {@code osgi://0.1.0}, for the node's status
 * @param message why it is not ready, else empty
 */
public record RuntimeCondition(boolean ready, String version, String message) {}
