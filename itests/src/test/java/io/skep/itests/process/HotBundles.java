package io.skep.itests.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The bundles that are swapped alone, by the container of a test's cluster (docs/architecture.md, hot deployment). */
final class HotBundles {

    /** Those without which there is no next command: they are updated by one command alone. */
    static final Set<String> COMMANDS = Set.of("io.skep.beehive.shell", "io.skep.beehive.deploy");

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
                        "io.skep.beehive.shell",
                        "io.skep.beehive.deploy"));
        hot.put(
                "edge-1",
                List.of(
                        "io.skep.edge.edgehub",
                        "io.skep.edge.metamanager",
                        "io.skep.edge.edged",
                        "io.skep.edge.dbtest",
                        "io.skep.edge.runtime.osgi",
                        "io.skep.edge.runtime.cri",
                        "io.skep.beehive.shell",
                        "io.skep.beehive.deploy"));
        return hot;
    }
}
