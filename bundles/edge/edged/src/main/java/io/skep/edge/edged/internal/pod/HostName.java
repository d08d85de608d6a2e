package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;

/**
 * The name of a pod's host as the pod sees it.
 *
 * @param name without dots behind it
 * @param domain empty unless the pod has a subdomain
 */
record HostName(String name, String domain) {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 64;

    static HostName of(JsonNode pod, String clusterDomain) {
        JsonNode spec = pod.path("spec");
        String name = spec.path("hostname").asText("");
        String subdomain = spec.path("subdomain").asText("");
        String domain = subdomain.isEmpty()
                ? ""
                : subdomain + "." + KubeObject.namespace(pod) + ".svc"
                        + (clusterDomain.isEmpty() ? "" : "." + clusterDomain);
        return new HostName(name.isEmpty() ? shortened(KubeObject.name(pod)) : name, domain);
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_LABEL
                ? name
                : name.substring(0, LONGEST_LABEL).replaceAll("[-.]+$", "");
    }

    /** What the pod's {@code hostname} prints. */
    String seen(JsonNode pod) {
        if (domain.isEmpty() || !pod.path("spec").path("setHostnameAsFQDN").asBoolean(false)) {
            return name;
        }
        String full = full();
        if (full.length() > LONGEST) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE,
                    pod,
                    "cannot start: failed to construct FQDN from pod hostname and cluster domain, FQDN " + full
                            + " is too long (" + LONGEST + " characters is the max, " + full.length()
                            + " characters requested)");
        }
        return full;
    }

    private String full() {
        return name + "." + domain;
    }

    /** Name and aliases in a line of a hosts file. */
    String line() {
        return domain.isEmpty() ? name : full() + "\t" + name;
    }
}
