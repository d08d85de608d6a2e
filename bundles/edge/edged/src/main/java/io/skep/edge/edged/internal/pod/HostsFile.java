package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/** The contents of a pod's {@code /etc/hosts}. */
final class HostsFile {

    static final String PLACE = "/etc/hosts";

    private HostsFile() {}

    /** For a pod with an address of its own. */
    static String own(JsonNode pod, HostName host, String ip) {
        return "# Kubernetes-managed hosts file.\n"
                + "127.0.0.1\tlocalhost\n"
                + "::1\tlocalhost ip6-localhost ip6-loopback\n"
                + "fe00::0\tip6-localnet\n"
                + "fe00::0\tip6-mcastprefix\n"
                + "fe00::1\tip6-allnodes\n"
                + "fe00::2\tip6-allrouters\n"
                + ip + "\t" + host.line() + "\n"
                + aliases(pod);
    }

    /** For a pod that shares the machine's network. */
    static String machine(JsonNode pod, String hosts) {
        return "# Kubernetes-managed hosts file (host network).\n" + hosts + aliases(pod);
    }

    private static String aliases(JsonNode pod) {
        JsonNode aliases = pod.path("spec").path("hostAliases");
        if (aliases.isEmpty()) {
            return "";
        }
        StringBuilder lines = new StringBuilder("\n# Entries added by HostAliases.\n");
        for (JsonNode alias : aliases) {
            StringJoiner line =
                    new StringJoiner("\t", "", "\n").add(alias.path("ip").asText());
            alias.path("hostnames").forEach(name -> line.add(name.asText()));
            lines.append(line);
        }
        return lines.toString();
    }
}
