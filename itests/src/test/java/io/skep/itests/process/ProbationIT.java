package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An update whose process dies is taken back at the next start; and the operator's framework properties reach the container. */
class ProbationIT {

    private static final String BUNDLE = "io.skep.edge.dbtest";

    private static Cluster cluster;
    private static Path state;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("probation", 4_900, 1);
        state = cluster.folder().resolve("edge-1");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Result update(String version) {
        Path jar = RebuiltJar.of("edgecore", BUNDLE, version, cluster.folder().resolve("jars"));
        return cluster.shell("edge-1", "update --from " + jar + " " + BUNDLE);
    }

    private static void restartAfter(String signal) {
        long pid = cluster.pid("edge-1");
        Command.of("kill", "-" + signal, Long.toString(pid)).run().ok();
        Await.until(
                "the edge has ended",
                Duration.ofSeconds(30),
                () -> Files.exists(Path.of("/proc/" + pid + "/fd")),
                alive -> !alive);
        cluster.start(1).ok();
    }

    @Test
    void anUpdateWhoseProcessDiesIsTakenBackAndOneThatIsStoppedStays() throws IOException {
        LogTail log = LogTail.fromNow(state.resolve("log/edge-1.log"));
        assertThat(update("0.1.7").ok().out()).contains("0.1.7", "Active");
        restartAfter("KILL");
        assertThat(log.lines().stream()
                        .filter(line -> line.contains("SKEP-277"))
                        .toList())
                .singleElement()
                .asString()
                .contains(BUNDLE, "to 0.1.7 was taken back: the process ended", "Version 0.1.0.SNAPSHOT runs");
        assertThat(cluster.shell("edge-1", "lb dbtest").ok().out()).contains("Active", "0.1.0.SNAPSHOT");

        assertThat(update("0.1.8").ok().out()).contains("0.1.8", "Active");
        Files.writeString(state.resolve("conf/framework.properties"), "skep.deploy.signatures=enforce\n");
        restartAfter("TERM");
        assertThat(cluster.shell("edge-1", "lb dbtest").ok().out()).contains("Active", "0.1.8");
        Result refused = update("0.1.9");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("SKEP-270 ");
    }
}
