package io.skep.common.config.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The two kinds of configuration file and how their sections become configurations (PIDs). */
enum ComponentKind {
    CLOUD_CORE(
            "CloudCore",
            "cloudcore.keys",
            List.of(
                    new Section("beehive", "io.skep.beehive.runtime", Default.ALWAYS),
                    new Section("commonConfig.monitorServer", "io.skep.beehive.metrics", Default.ON),
                    new Section("kubeAPIConfig", "io.skep.cloud.kube", Default.ALWAYS),
                    new Section("modules.apiServer", "io.skep.cloud.apiserver", Default.EMBEDDED),
                    new Section("modules.controlPlane", "io.skep.cloud.controlplane", Default.EMBEDDED),
                    new Section("modules.cloudHub", "io.skep.cloud.cloudhub", Default.ON),
                    new Section("modules.edgeController", "io.skep.cloud.edgecontroller", Default.ON),
                    new Section("modules.deviceController", "io.skep.cloud.devicecontroller", Default.ON),
                    new Section("modules.syncController", "io.skep.cloud.synccontroller", Default.ON),
                    new Section("modules.dynamicController", "io.skep.cloud.dynamiccontroller", Default.OFF),
                    new Section("modules.cloudStream", "io.skep.cloud.cloudstream", Default.OFF),
                    new Section("modules.router", "io.skep.cloud.router", Default.OFF),
                    new Section("modules.nodeUpgradeJobController", "", Default.OFF),
                    new Section("modules.iptablesManager", "", Default.OFF))),
    EDGE_CORE(
            "EdgeCore",
            "edgecore.keys",
            List.of(
                    new Section("beehive", "io.skep.beehive.runtime", Default.ALWAYS),
                    new Section("modules.monitorServer", "io.skep.beehive.metrics", Default.ON),
                    new Section("database", "io.skep.edge.store", Default.ALWAYS),
                    new Section("modules.edgeHub", "io.skep.edge.edgehub", Default.ON),
                    new Section("modules.metaManager", "io.skep.edge.metamanager", Default.ON),
                    new Section("modules.metaManager.metaServer", "io.skep.edge.metaserver", Default.OFF),
                    new Section("modules.edged", "io.skep.edge.edged", Default.ON),
                    new Section("modules.edged", "io.skep.edge.runtime.cri", Default.ON),
                    new Section("modules.deviceTwin", "io.skep.edge.devicetwin", Default.ON),
                    new Section("modules.eventBus", "io.skep.edge.eventbus", Default.ON),
                    new Section("modules.serviceBus", "io.skep.edge.servicebus", Default.OFF),
                    new Section("modules.edgeStream", "io.skep.edge.edgestream", Default.OFF),
                    new Section("modules.dbTest", "io.skep.edge.dbtest", Default.OFF)));

    /** Whether a section without {@code enable} is on. */
    enum Default {
        ALWAYS,
        ON,
        OFF,
        /** On when the file names no Kubernetes of its own. */
        EMBEDDED
    }

    /**
     * One section of the file.
     *
     * @param path key path
     * @param pid configuration that it becomes; empty for a KubeEdge module that Skep has not built
     */
    record Section(String path, String pid, Default byDefault) {}

    private final String word;
    private final String keysResource;
    private final List<Section> sections;

    ComponentKind(String word, String keysResource, List<Section> sections) {
        this.word = word;
        this.keysResource = keysResource;
        this.sections = sections;
    }

    static Optional<ComponentKind> find(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    String keysResource() {
        return keysResource;
    }

    List<Section> sections() {
        return sections;
    }

    /** The key paths of the sections. */
    Set<String> paths() {
        return sections.stream().map(Section::path).collect(Collectors.toSet());
    }
}
