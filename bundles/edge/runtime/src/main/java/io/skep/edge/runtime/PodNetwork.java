package io.skep.edge.runtime;

import java.util.List;

/**
 * How a pod is connected.
 *
 * @param host the pod shares the machine's network
 * @param dns for its /etc/resolv.conf
 * @param ports what is to be reached through the machine's address
 */
public record PodNetwork(boolean host, Dns dns, List<Port> ports) {

    /** The machine's network. */
    public static final PodNetwork HOST = new PodNetwork(true, Dns.NONE, List.of());

    public PodNetwork {
        ports = List.copyOf(ports);
    }

    /** The lines of a resolver's file. */
    public record Dns(List<String> servers, List<String> searches, List<String> options) {

        public static final Dns NONE = new Dns(List.of(), List.of(), List.of());

        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }
    }

    /**
     * A port of the pod, mapped to one of the machine.
     *
     * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
     * @param hostIp empty for all addresses
     */
    public record Port(String protocol, int containerPort, int hostPort, String hostIp) {}
}
