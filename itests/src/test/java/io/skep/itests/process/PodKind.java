package io.skep.itests.process;

import java.util.List;

/**
 * What a pod of a fault test is made of: a bundle, or a container of the edge's engine.
 *
 * @param spec members of the pod's spec beside its containers, with a comma at the end
 * @param container members of its container beside name and environment
 * @param inProcess true when the pods end with the edge's process
 */
record PodKind(String spec, String container, boolean inProcess) {

    static final PodKind OSGI =
            new PodKind("\"runtimeClassName\":\"osgi\",", "\"image\":\"bundle:io.skep.demo.hello\"", true);

    static final PodKind CONTAINER = new PodKind("", """
            "image":"skep.local/busybox:1","imagePullPolicy":"IfNotPresent",
            "command":["sh","-c","trap 'exit 0' TERM; sleep 1000000 & wait"]""", false);

    /** All that this machine can run. */
    static List<PodKind> possible() {
        return Needs.canRunContainers() ? List.of(OSGI, CONTAINER) : List.of(OSGI);
    }

    /** As for all pods on edges whose link may be cut for longer: else the control plane evicts them after five minutes. */
    private static final String TOLERATIONS = """
            "tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute"},
            {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute"}],""";

    /** A pod with one container that gets its environment from a ConfigMap. */
    String pod(String name, String configMap) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","annotations":{"skep.io/step":"0"}},"spec":{%s%s
                "terminationGracePeriodSeconds":1,"containers":[{"name":"c",%s,"envFrom":[{"configMapRef":{"name":"%s"}}]}]}}
                """.formatted(name, spec, TOLERATIONS, container, configMap);
    }
}
