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
                  command: [sleep, "100000"]
            """.formatted(POD);

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
        cluster.awaitValue("pod", POD, "{.status.phase}", "Running");
        return new SteadyContainer(cluster);
    }

    /** Nothing of it has ended. */
    void check(String after) {
        assertThat(Containers.processes(uid))
                .as("the container after %s", after)
                .isEqualTo(processes);
    }

    /** Nor has anybody said so. */
    void checkStatus() {
        assertThat(cluster.value("pod", POD, "{.status.containerStatuses[0].restartCount}"))
                .as("restarts of the container")
                .isEqualTo("0");
        assertThat(cluster.value("pod", POD, "{.status.phase}")).isEqualTo("Running");
    }
}
