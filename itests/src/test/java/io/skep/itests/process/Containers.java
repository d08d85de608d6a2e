package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** What tests of real containers need, and what they see from outside. */
final class Containers {

    static final String IMAGE = "skep.local/busybox:1";

    private Containers() {}

    /** Root, a container engine and network plug-ins. */
    static boolean areAvailable() {
        return System.getProperty("user.name").equals("root")
                && Files.isExecutable(Path.of("/usr/bin/containerd"))
                && Files.isDirectory(Path.of("/usr/lib/cni"))
                && Files.isExecutable(Path.of("/bin/busybox"));
    }

    /** Skips the test where containers cannot run; with SKEP_TEST_REQUIRE=all it fails instead. */
    static void required() {
        if ("all".equals(System.getenv("SKEP_TEST_REQUIRE"))) {
            if (!areAvailable()) {
                throw new AssertionError(MISSING);
            }
            return;
        }
        Assumptions.assumeTrue(areAvailable(), MISSING);
    }

    private static final String MISSING =
            "containers need root and the Debian packages containerd runc containernetworking-plugins busybox-static iproute2 iptables";

    /** The processes of a pod's containers, each with its start time, so that a process with the same number later is another one. */
    static TreeSet<String> processes(String podUid) {
        TreeSet<String> found = new TreeSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                find(process, podUid, found);
            }
        } catch (IOException e) {
            throw new AssertionError("/proc cannot be read", e);
        }
        return found;
    }

    private static void find(Path process, String podUid, TreeSet<String> found) {
        try {
            if (Files.readString(process.resolve("cgroup")).contains("pod" + podUid)) {
                String stat = Files.readString(process.resolve("stat"));
                List<String> words =
                        List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
                found.add(process.getFileName() + " since " + words.get(19));
            }
        } catch (IOException e) {
            // it has ended meanwhile
            return;
        }
    }
}
