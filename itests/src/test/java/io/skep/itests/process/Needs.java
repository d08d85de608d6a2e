package io.skep.itests.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a test needs of the machine; without it the test is skipped by name, or fails where nothing may be skipped. */
final class Needs {

    private Needs() {}

    /** Root, and the programs that {@code ./skep up} runs containers with. */
    static void containers() {
        boolean required = "all".equals(System.getenv("SKEP_TEST_REQUIRE"));
        assumeTrue(required || "root".equals(System.getProperty("user.name")), "containers need root");
        List<String> missing = Stream.of("containerd", "ctr", "runc", "busybox", "ip", "iptables")
                .filter(name -> !isInstalled(name))
                .toList();
        assumeTrue(required || missing.isEmpty(), "containers need " + missing);
        assumeTrue(required || Files.exists(Path.of("/usr/lib/cni/bridge")), "containers need the CNI plugins");
    }

    /** For a test that does more where containers can run. */
    static boolean areContainersHere() {
        return "all".equals(System.getenv("SKEP_TEST_REQUIRE"))
                || "root".equals(System.getProperty("user.name"))
                        && isInstalled("containerd")
                        && isInstalled("runc")
                        && isInstalled("busybox")
                        && Files.exists(Path.of("/usr/lib/cni/bridge"));
    }

    private static boolean isInstalled(String name) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
