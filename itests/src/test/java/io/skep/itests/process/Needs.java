package io.skep.itests.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a test needs of the machine; without it the test is skipped by name, or fails where nothing may be skipped. */
final class Needs {

    private Needs() {}

    /** Root, and the programs that {@code ./skep up} runs containers with. */
    static void containers() {
        assumeTrue(canRunContainers(), () -> "containers need " + missing());
    }

    /** A language with sockets of packets, for modules that are processes of their own. */
    static void python() {
        assumeTrue(
                "all".equals(System.getenv("SKEP_TEST_REQUIRE")) || isInstalled("python3"),
                "a module in another language needs python3");
    }

    /** Whether there is what containers need; where nothing may be skipped it has to be. */
    static boolean canRunContainers() {
        return "all".equals(System.getenv("SKEP_TEST_REQUIRE")) || missing().isEmpty();
    }

    /** A program that keeps a pseudo-terminal. */
    static void terminal() {
        boolean required = "all".equals(System.getenv("SKEP_TEST_REQUIRE"));
        assumeTrue(required || isInstalled("tmux"), () -> "a terminal needs tmux");
    }

    /** A C compiler, for the library that sets the clock of one process. */
    static void fakeClock() {
        boolean required = "all".equals(System.getenv("SKEP_TEST_REQUIRE"));
        assumeTrue(required || isInstalled("cc"), () -> "a clock of its own needs cc, a C compiler");
    }

    private static List<String> missing() {
        List<String> missing = new ArrayList<>(Stream.of("containerd", "ctr", "runc", "busybox", "ip", "iptables")
                .filter(name -> !isInstalled(name))
                .toList());
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        if (!Files.exists(Path.of("/usr/lib/cni/bridge")) && !Files.exists(Path.of("/opt/cni/bin/bridge"))) {
            missing.add("the CNI plugins");
        }
        return missing;
    }

    private static boolean isInstalled(String name) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
