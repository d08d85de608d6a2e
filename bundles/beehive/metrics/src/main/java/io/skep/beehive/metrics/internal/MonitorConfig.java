package io.skep.beehive.metrics.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** KubeEdge's section {@code commonConfig.monitorServer} of the cloud, and Skep's own {@code modules.monitorServer} of the edge. */
@ObjectClassDefinition(name = "Skep metrics", description = "Metrics and health over HTTP")
@interface MonitorConfig {

    @AttributeDefinition(description = "address and port to listen on; the edge's default port is 9092")
    String bindAddress() default "127.0.0.1:9091";

    @AttributeDefinition(description = "KubeEdge's switch for Go's profiles, which a JVM has not: told and ignored")
    boolean enableProfiling() default false;
}
