package io.skep.edge.edged.internal.pod;

import java.nio.file.Path;
import java.util.List;

/**
 * What the configuration says about name resolution.
 *
 * @param clusterDns addresses of the cluster's name servers, may be empty
 * @param resolvConf the machine's own file
 */
public record DnsSettings(List<String> clusterDns, String clusterDomain, Path resolvConf) {

    public DnsSettings {
        clusterDns = List.copyOf(clusterDns);
    }
}
