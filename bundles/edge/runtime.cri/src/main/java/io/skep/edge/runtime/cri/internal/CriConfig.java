package io.skep.edge.runtime.cri.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What concerns the container engine in KubeEdge's section {@code modules.edged}. */
@ObjectClassDefinition(name = "Skep edge.runtime.cri", description = "Containers of an engine that speaks CRI")
@interface CriConfig {

    @AttributeDefinition(description = "name of the node; what another node has made is never touched")
    String hostnameOverride() default "default-edge-node";

    @AttributeDefinition(description = "the engine's socket; empty: no engine is wanted")
    String remoteRuntimeEndpoint() default "unix:///run/containerd/containerd.sock";

    @AttributeDefinition(description = "socket for images; empty: the engine's")
    String remoteImageEndpoint() default "";

    @AttributeDefinition(description = "image of the sandboxes, which the engine itself is told in its configuration")
    String podSandboxImage() default "";

    @AttributeDefinition(description = "the longest that a call may take, but for pulls and graceful stops")
    String tailoredKubeletConfig_runtimeRequestTimeout() default "2m";
}
