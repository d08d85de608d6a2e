package io.skep.edge.edged.internal.node;

/** What the node's status tells about the machine. */
public interface Machine {

    /** What does not change while the machine runs. */
    record Facts(
            int cpus,
            long memoryBytes,
            long diskBytes,
            String machineId,
            String bootId,
            String kernel,
            String osImage,
            String os,
            String architecture,
            String address) {}

    /** What is short now. */
    record Pressure(boolean memory, boolean disk, boolean processes) {}

    Facts facts();

    Pressure pressure();
}
