package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.soak.SoakState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pods and ConfigMaps are created, changed and deleted at random while a process is killed with SIGKILL at random moments and started again: the end
 * state is what was wished, every restart is explained by a kill, nothing is left over, and both databases are intact.
 */
class KillStormIT {

    /** Another number lets two runs go on beside one another. */
    private static final int OFFSET = 4_400 + 20 * Integer.getInteger("skep.kill.number", 0);

    private static final String EDGE = "edge-1";
    private static final int ROUNDS = Integer.getInteger("skep.kill.rounds", 2);
    /** Longer than the longest back-off of a container whose shim is killed again and again. */
    private static final Duration LIMIT = Duration.ofMinutes(6);

    private static final Path SOAK = Cluster.ROOT.resolve("itests/target/soak");

    private final List<String> story = new ArrayList<>();
    private Cluster cluster;
    private Wishes wishes;

    @AfterEach
    void stop() {
        if (wishes != null) {
            wishes.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static List<String> victims() {
        List<String> all = new ArrayList<>(List.of(EDGE, "cloud"));
        if (Needs.canRunContainers()) {
            all.addAll(List.of("containerd", "shim"));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("victims")
    void everythingIsAsWishedAfterEachKill(String name) throws Exception {
        SoakState state = SoakState.open(SOAK, "kill-" + name, ROUNDS, Long.getLong("skep.kill.seed", 0));
        story.add("seed " + state.seed());
        cluster = Cluster.up("kill-" + name, OFFSET, 1);
        wishes = new Wishes(cluster, PodKind.possible());
        wishes.prepare(4);
        settle();
        wishes.pin();
        while (!state.isDone()) {
            state.finished(round(Victim.of(name), state.random()));
            Figures.write("kill", name, state.summary("kills of " + name + ", kill to equal"), story);
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
        cluster.kill(EDGE);
        cluster.kill("cloud");
        assertThat(Integrity.check(cluster.folder().resolve("cloud/api.db"))).containsExactly("ok");
        assertThat(Integrity.check(cluster.folder().resolve(EDGE + "/edgecore.db")))
                .containsExactly("ok");
    }

    /** Changes go on before, during and after the kill; the victim is started again at once. */
    private long round(Victim victim, Random random) throws Exception {
        int before = 3 + random.nextInt(15);
        int after = 3 + random.nextInt(10);
        changes(before, random);
        LockSupport.parkNanos(random.nextInt(300) * 1_000_000L);
        story.add("-- " + victim.kill(cluster, wishes, random));
        long begun = System.nanoTime();
        Thread start = Thread.ofVirtual().start(() -> victim.start(cluster));
        changes(after, random);
        if (!start.join(LIMIT)) {
            throw new AssertionError(victim + " was not started");
        }
        settle();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        story.add("   equal " + millis + " ms after the kill");
        wishes.pin();
        return millis;
    }

    private void changes(int count, Random random) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            story.add(wishes.change(random));
            LockSupport.parkNanos(random.nextInt(150) * 1_000_000L);
        }
    }

    private void settle() {
        new Settling(cluster, EDGE, wishes, cluster.folder().resolve(EDGE + "/pods")).await(LIMIT, story);
    }
}
