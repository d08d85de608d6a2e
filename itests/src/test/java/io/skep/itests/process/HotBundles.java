package io.skep.itests.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The bundles that are swapped alone, by the container of a test's cluster (docs/architecture.md, hot deployment). */
final class HotBundles {

    /** Those whose own commands carry out the swap: a stop would leave nobody to go on, so they are updated in one. */
    static final Set<String> CARRIERS = Set.of("io.skep.beehive.shell", "io.skep.beehive.deploy");

    private HotBundles() {}

    static Map<String, List<String>> byContainer() {
        Map<String, List<String>> hot = new LinkedHashMap<>();
        hot.put(
                "cloud",
                List.of(
                        "io.skep.cloud.cloudhub",
                        "io.skep.cloud.edgecontroller",
                        "io.skep.cloud.synccontroller",
                        "io.skep.cloud.controlplane",
                        "io.skep.cloud.apiserver",
                        "io.skep.beehive.socket",
                        "io.skep.beehive.metrics",
                        "io.skep.beehive.deploy",
                        "io.skep.beehive.shell"));
        hot.put(
                "edge-1",
                List.of(
                        "io.skep.edge.edgehub",
                        "io.skep.edge.metamanager",
                        "io.skep.edge.edged",
                        "io.skep.edge.dbtest",
                        "io.skep.edge.runtime.osgi",
                        "io.skep.edge.runtime.cri",
                        "io.skep.beehive.socket",
                        "io.skep.beehive.metrics",
                        "io.skep.beehive.deploy",
                        "io.skep.beehive.shell"));
        return hot;
    }
}
