package io.skep.edge.edged.internal.pod;

/** What pods may know about their node. */
public record PodHost(String nodeName, String ip, int cpus, long memoryBytes) {}
