package io.skep.edge.runtime;

/**
 * What a command in a container came to.
 *
 * @param exitCode 0 when it timed out
 * @param output its first 64 KiB
 * @param error its first 64 KiB
 */
public record ExecResult(boolean timedOut, int exitCode, String output, String error) {}
