package io.skep.edge.edged.internal.pod;

/**
 * How long the logs of one attempt of a container may become.
 *
 * @param bytes of one file
 * @param files the present one included
 */
public record LogLimits(long bytes, int files) {

    static final LogLimits DEFAULT = new LogLimits(10L << 20, 5);
}
