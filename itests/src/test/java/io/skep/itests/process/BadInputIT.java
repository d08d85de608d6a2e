package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do wrong with a running cluster: one line says what, where, why and what next, and nothing is lost by it. */
class BadInputIT {

    private static final Path REPO = Cluster.ROOT.resolve("distributions/edgecore/target/edgecore/repo");

    private static Cluster cluster;
    private static Path state;
    private LogTail log;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("bad-input", 2_000, 1);
        state = cluster.folder().resolve("edge-1");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void mark() {
        log = LogTail.fromNow(state.resolve("log/edge-1.log"));
    }

    private static void awaitInShell(String command, String... words) {
        Await.until(
                command + " shows " + List.of(words),
                Duration.ofSeconds(20),
                () -> cluster.shell("edge-1", command).out(),
                text -> text.lines().anyMatch(line -> List.of(words).stream().allMatch(line::contains)));
    }

    private static void assertRefused(Result result, String code, String... words) {
        assertThat(result.status()).isNotZero();
        assertThat(result.err()).hasLineCount(1).startsWith(code + " ").contains(words);
    }

    @Test
    void aTokenThatIsWrongIsNamedWithItsPlaceAndACorrectedOneIsTakenByItself() {
        BadTokens tokens = BadTokens.of(cluster);
        try (LoneEdge edge = LoneEdge.start(cluster, "edge-7", "no token at all")) {
            String place = edge.bootstrap().toString();
            LogTail its = LogTail.ofAll(edge.log());
            its.awaitOnly("SKEP-401", "malformed", place, "Copy the whole token again");
            its.mark();
            edge.bring(tokens.ofAnotherCa());
            its.awaitOnly("SKEP-402", "https://127.0.0.1:" + cluster.port(10002), place, "Check that the token");
            its.mark();
            edge.bring(tokens.wrong());
            its.awaitOnly("SKEP-404", "edge-7", place, "Take a fresh token");
            its.mark();
            edge.bring(tokens.expired());
            its.awaitOnly("SKEP-403", "expired at 2023-11-14T22:13:20Z", place, "Take a fresh token");
            its.mark();
            edge.bring(tokens.good());
            cluster.awaitReady("edge-7");
            assertThat(edge.bootstrap()).doesNotExist();
            assertThat(its.lines()).noneMatch(line -> line.contains("level=WARN"));
        }
    }

    @Test
    void aDatabaseThatCannotBeWrittenIsNamed() {
        String database = cluster.folder().resolve("edge-8/edgecore.db").toString();
        try (LoneEdge edge =
                LoneEdge.start(cluster, "edge-8", BadTokens.of(cluster).good(), database, "/proc/skep/edgecore.db")) {
            LogTail.ofAll(edge.log()).awaitOnly("SKEP-701", "/proc/skep/edgecore.db", "Create the folder");
        }
    }

    @Test
    void yamlThatCannotBeReadChangesNothingUntilItIsMended() throws IOException {
        Path file = state.resolve("conf/edgecore.yaml");
        String good = Files.readString(file);
        try {
            Files.writeString(file, good + "modules: [oops\n");
            int line = (int) good.lines().count() + 2;
            log.awaitOnly("SKEP-301", file.toString(), "line " + line, "Mend the file", "configuration in force stays");
            awaitInShell("beehive:list", "websocket", "RUNNING");
            cluster.awaitReady("edge-1");

            log.mark();
            Files.writeString(file, good.replace("  edgeHub:\n", "  edgeHub:\n    heartbeat: 7\n"));
            Await.until(
                    "the mended file is in force",
                    Duration.ofSeconds(10),
                    log::lines,
                    lines -> lines.stream().anyMatch(text -> text.contains("io.skep.edge.edgehub is in force")));
            assertThat(log.lines()).noneMatch(text -> text.contains("SKEP-"));
        } finally {
            Files.writeString(file, good);
        }
    }

    @Test
    void yamlThatCannotBeReadAtTheStartIsToldByUpAndTheNodeIsNotTakenForReady() throws IOException {
        Path file = state.resolve("conf/edgecore.yaml");
        String good = Files.readString(file);
        String dir = cluster.folder().toString();
        Cluster.skep("down", "--dir", dir, "edge-1").ok();
        try {
            Files.writeString(file, good + "modules: [oops\n");
            Result result = Cluster.skep("up", "-d", "--dir", dir, "--port-offset", "2000", "edge-1");
            assertRefused(result, "SKEP-116", "edge-1 ended", "SKEP-301", file.toString(), "Mend the file");
        } finally {
            Files.writeString(file, good);
        }
        Cluster.skep("up", "-d", "--dir", dir, "--port-offset", "2000", "edge-1")
                .ok();
        cluster.awaitReady("edge-1");
        awaitInShell("edgehub:status", "state", "connected");
    }

    @Test
    void anUnknownKeyNamesItsLineAndTheNearestKnownOne() throws IOException {
        Path file = state.resolve("conf/edgecore.yaml");
        String good = Files.readString(file);
        String section = "  edgeHub:\n";
        long line = good.substring(0, good.indexOf(section)).lines().count() + 2;
        try {
            Files.writeString(file, good.replace(section, section + "    hartbeat: 7\n"));
            log.awaitOnly(
                    "SKEP-303",
                    file + ", line " + line + ":",
                    "modules.edgeHub.hartbeat",
                    "modules.edgeHub.heartbeat?",
                    "take it out or correct it");
        } finally {
            Files.writeString(file, good);
        }
    }

    @Test
    void aPodWithAnUnknownBundleStartsOnceTheBundleIsThere() throws IOException {
        Path jar = REPO.resolve("test.late-1.0.0.jar");
        Files.deleteIfExists(jar);
        cluster.kubectlWithInput("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: late}
                        spec:
                          runtimeClassName: osgi
                          nodeName: edge-1
                          containers: [{name: c, image: "bundle:test.late"}]
                        """, "apply", "-f", "-").ok();
        try {
            Await.until(
                    "the reason in the pod's status",
                    Duration.ofSeconds(20),
                    () -> cluster.value("pod", "late", "{.status.containerStatuses[0].state.waiting.message}"),
                    text -> text.contains("SKEP-231"));
            assertThat(cluster.value("pod", "late", "{.status.containerStatuses[0].state.waiting.message}"))
                    .hasLineCount(1)
                    .contains("bundle:test.late", REPO.toString(), "Put the jar into the folder repo/");
            assertThat(log.lines()).noneMatch(line -> line.contains(" stack="));
            TestJar.bundle("test.late").write(jar);
            cluster.awaitValue("pod", "late", "{.status.phase}", "Running");
        } finally {
            Files.deleteIfExists(jar);
            cluster.kubectl("delete", "pod", "late", "--wait=true").ok();
        }
    }

    @Test
    void aJarThatIsNoBundleIsLeftAlone() throws IOException {
        Path jar = state.resolve("deploy/plain.jar");
        TestJar.plain().write(jar);
        log.awaitOnly("SKEP-112", jar.toString(), "no Bundle-SymbolicName", "Put only OSGi bundles there");
        assertRefused(
                cluster.shell("edge-1", "install " + jar.toUri()),
                "SKEP-226",
                "plain.jar",
                "no Bundle-SymbolicName",
                "Build the jar with bnd");
        Files.delete(jar);
    }

    @Test
    void aBundleThatDoesNotResolveNamesWhatIsMissingAndRunsWhenItComes() throws IOException {
        Path needy = state.resolve("deploy/needy.jar");
        Path giver = state.resolve("deploy/giver.jar");
        TestJar.bundle("test.needy")
                .with("Import-Package", "no.such.api;version=\"[1.0,2)\"")
                .write(needy);
        log.awaitOnly("SKEP-279", "needy.jar", "no.such.api", "version>=1.0.0", "Install a bundle that provides it");
        assertRefused(cluster.shell("edge-1", "start test.needy"), "SKEP-225", "test.needy", "no.such.api", "Correct");
        TestJar.bundle("test.giver")
                .with("Export-Package", "no.such.api;version=\"1.0\"")
                .write(giver);
        awaitInShell("lb", "test.needy", "Active");
        Files.delete(needy);
        Files.delete(giver);
    }

    @Test
    void aModuleThatThrowsInItsConstructorIsQuarantinedAlone() throws IOException {
        Path jar = state.resolve("deploy/failing.jar");
        TestJar.failingModule("test.failing").write(jar);
        awaitInShell("beehive:list", "failing", "QUARANTINED", "the broker address is empty");
        log.awaitOnly("SKEP-205", "failing", "the broker address is empty", "beehive:restart");
        assertThat(cluster.shell("edge-1", "beehive:list").ok().out().lines().filter(line -> line.contains("RUNNING")))
                .hasSize(4);
        cluster.awaitReady("edge-1");
        Files.delete(jar);
    }
}
