package io.skep.edge.edged.internal.pod;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the configuration says about pods.
 *
 * @param root folder of all pods
 * @param sync how often volumes are brought up to date
 * @param logs how long the logs of containers may become
 */
public record PodSettings(Path root, String nodeNamespace, PodHost host, Duration sync, LogLimits logs) {}
