package io.skep.edge.runtime;

/**
 * What a container may use, in the units of Linux' control groups.
 *
 * @param cpuShares weight against others; 0 for the runtime's default
 * @param cpuQuota microseconds of processor time in each period; 0 for no limit
 * @param cpuPeriod microseconds; 0 for the runtime's default
 * @param memoryBytes 0 for no limit
 * @param oomScoreAdj -1000 to 1000, the higher the sooner the kernel ends it when memory is short
 */
public record ContainerLimits(long cpuShares, long cpuQuota, long cpuPeriod, long memoryBytes, int oomScoreAdj) {

    public static final ContainerLimits NONE = new ContainerLimits(0, 0, 0, 0, 0);
}
