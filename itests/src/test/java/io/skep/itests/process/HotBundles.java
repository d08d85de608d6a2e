package io.skep.itests.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bundles that are swapped alone, by the container of a test's cluster (docs/architecture.md, hot deployment). */
final class HotBundles {

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
                        "io.skep.beehive.shell"));
        return hot;
    }
}
