package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;

/** A pod with one container that is to run on with the same process, whatever is done to the edge. */
final class SteadyContainer {

    private static final String POD = "steady";
    private static final String YAML = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              hostNetwork: true
              terminationGracePeriodSeconds: 1
              containers:
                - name: c
                  image: skep.local/busybox:1
                  imagePullPolicy: IfNotPresent
                  command: [sh, -c, "touch /ready; exec sleep 100000"]
                  readinessProbe:
                    exec: {command: [test, -e, /ready]}
                    periodSeconds: 1
                    failureThreshold: 1
            """.formatted(POD);

    private static final String READY = "{.status.containerStatuses[0].ready}";

    private final Cluster cluster;
    private final String uid;
    private final TreeSet<String> processes;

    private SteadyContainer(Cluster cluster) {
        this.cluster = cluster;
        this.uid = cluster.value("pod", POD, "{.metadata.uid}");
        this.processes = Containers.processes(uid);
        assertThat(processes).as("the container's processes").isNotEmpty();
    }

    /** Creates it and waits until it runs. */
    static SteadyContainer start(Cluster cluster) {
        cluster.kubectlWithInput(YAML, "apply", "-f", "-").ok();
        cluster.awaitValue("pod", POD, READY, "true");
        return new SteadyContainer(cluster);
    }

    /** Nothing of it has ended; a probe's command may be there besides. */
    void check(String after) {
        assertThat(Containers.processes(uid))
                .as("the container after %s", after)
                .containsAll(processes);
    }

    /** Nor has anybody said so. */
    void checkStatus() {
        assertThat(cluster.value("pod", POD, "{.status.containerStatuses[0].restartCount}"))
                .as("restarts of the container")
                .isEqualTo("0");
        assertThat(cluster.value("pod", POD, "{.status.phase}")).isEqualTo("Running");
    }

    /** Its probe is still made, whatever was swapped since it began. */
    void checkProbe() {
        cluster.shell("edge-1", "edged:exec default/" + POD + " rm /ready").ok();
        cluster.awaitValue("pod", POD, READY, "false");
        cluster.shell("edge-1", "edged:exec default/" + POD + " touch /ready").ok();
        cluster.awaitValue("pod", POD, READY, "true");
    }
}
