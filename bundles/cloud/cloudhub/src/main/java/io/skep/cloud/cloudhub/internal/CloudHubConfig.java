package io.skep.cloud.cloudhub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Section {@code modules.cloudHub} of cloudcore.yaml. */
@ObjectClassDefinition(name = "CloudHub", description = "Where edges connect and how their certificates are made")
@interface CloudHubConfig {

    @AttributeDefinition(description = "Seconds without a keepalive after which a session is ended")
    int keepaliveInterval() default 30;

    @AttributeDefinition(description = "Most edges at a time")
    int nodeLimit() default 500;

    @AttributeDefinition(
            description =
                    "Skep: most reliable messages under way to an edge that is not Skep's, 1 to 64; 1 is a Go cloud's order")
    int windowMessages() default 16;

    @AttributeDefinition(description = "Skep: most reliable messages under way to a Skep edge, 1 to 1024")
    int skepWindowMessages() default 256;

    @AttributeDefinition(
            description = "Skep: most edges that are let in at a time; more wait or are told to come again")
    int admissionLimit() default 64;

    @AttributeDefinition(description = "CA certificate, PEM; wins over the secret when it is there")
    String tlsCAFile() default "/etc/kubeedge/ca/rootCA.crt";

    @AttributeDefinition(description = "CA key, PEM")
    String tlsCAKeyFile() default "/etc/kubeedge/ca/rootCA.key";

    @AttributeDefinition(description = "Server certificate, PEM; wins over the secret when it is there")
    String tlsCertFile() default "/etc/kubeedge/certs/server.crt";

    @AttributeDefinition(description = "Server key, PEM")
    String tlsPrivateKeyFile() default "/etc/kubeedge/certs/server.key";

    @AttributeDefinition(description = "As in KubeEdge, without effect")
    int writeTimeout() default 30;

    @AttributeDefinition(description = "IP addresses that edges dial; they go into the server certificate")
    String[] advertiseAddress() default {};

    @AttributeDefinition(description = "Host names that edges dial; they go into the server certificate")
    String[] dnsNames() default {};

    @AttributeDefinition(description = "Days that an edge's certificate is valid")
    int edgeCertSigningDuration() default 365;

    @AttributeDefinition(description = "Days for which an edge may renew a certificate that has expired; 0: never")
    int edgeCertGraceDuration() default 30;

    @AttributeDefinition(description = "Hours between two join tokens; a token is valid for twice as long")
    int tokenRefreshDuration() default 12;

    @AttributeDefinition(description = "File to write each join token to, mode 0600; empty: none")
    String tokenFile() default "";

    @AttributeDefinition(
            description =
                    "Accept certificates without a node name, as a Go cloud issued them; each key is pinned to a node")
    boolean acceptSharedIdentity() default false;

    boolean websocket_enable() default true;

    String websocket_address() default "0.0.0.0";

    int websocket_port() default 10000;

    boolean https_enable() default true;

    String https_address() default "0.0.0.0";

    int https_port() default 10002;

    @AttributeDefinition(description = "Listen for Skep edges by QUIC too; KubeEdge's edges speak another QUIC")
    boolean quic_enable() default false;

    String quic_address() default "0.0.0.0";

    int quic_port() default 10001;

    @AttributeDefinition(description = "Accepted for KubeEdge's sake; an edge has one stream")
    int quic_maxIncomingStreams() default 10000;

    @AttributeDefinition(description = "Take volume calls of CSI drivers on this machine")
    boolean unixsocket_enable() default true;

    @AttributeDefinition(description = "unix:///PATH, a path of at most 107 bytes")
    String unixsocket_address() default "unix:///var/lib/kubeedge/kubeedge.sock";
}
