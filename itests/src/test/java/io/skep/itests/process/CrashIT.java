package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.process.StormTraffic.Back;
import io.skep.itests.soak.SoakState;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Edge or cloud is killed with SIGKILL at random moments under steady traffic both ways, and started again: nothing that either side had confirmed is
 * lost, and the database that the dead process left is intact each time.
 */
class CrashIT {

    /** Another one lets two runs go on beside one another. */
    private static final int NUMBER = Integer.getInteger("skep.crash.number", 0);

    private static final int OFFSET = 16_200 + 20 * NUMBER;
    private static final int ROUNDS = Integer.getInteger("skep.crash.rounds", 20);
    private static final int REST = 20;
    private static final int LONGEST_PAUSE = 1_500;
    private static final String NAME = "crash";
    private static final String CLOUD = "cloud";

    /** The framework's own words for a bundle that it was just installing or removing: it does so anew. */
    private static final String HALF_WRITTEN = "Error reloading cached bundle, removing it";

    private static final Path SOAK = Cluster.ROOT.resolve("itests/target/soak");
    private static final Map<String, String> DATABASES =
            Map.of(CLOUD, "cloud/api.db", LinkedEdge.NAME, LinkedEdge.NAME + "/edgecore.db");

    private final List<String> story = new ArrayList<>();
    private final Map<String, List<Long>> through = new TreeMap<>();
    private Cluster cluster;
    private StormTraffic traffic;

    @AfterEach
    void stop() {
        if (traffic != null) {
            traffic.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void losesNothingThatWasConfirmed() throws Exception {
        SoakState state = SoakState.open(SOAK, NAME, ROUNDS, Long.getLong("skep.crash.seed", 0));
        story.add("seed " + state.seed());
        start();
        try {
            while (!state.isDone()) {
                long millis = round(new SplittableRandom(state.random().nextLong()), state.next());
                state.finished(millis);
                if (state.next() % REST == 0 && !state.isDone()) {
                    story.add("-- equal after " + traffic.rest() + " ms");
                    write(state);
                }
            }
            List<String> lost = traffic.finish();
            story.addAll(lost);
            assertThat(lost).as("lost or out of order").isEmpty();
        } finally {
            write(state);
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR") && !line.contains(HALF_WRITTEN)))
                .isEmpty();
    }

    private void start() {
        cluster = Cluster.up(NAME + NUMBER, OFFSET, 1);
        Cluster.skep("down", "--dir", cluster.folder().toString(), LinkedEdge.NAME)
                .ok();
        StormTraffic.allow(cluster);
        StormTraffic.beSure(cluster);
        cluster.start(LinkedEdge.NAME).ok();
        traffic = new StormTraffic(cluster);
    }

    private long round(SplittableRandom random, int number) throws SQLException, IOException {
        String victim = number % 2 == 0 ? LinkedEdge.NAME : CLOUD;
        LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE) * 1_000_000L);
        cluster.kill(victim);
        Path copy = cluster.folder().resolve("copy");
        assertThat(Integrity.checkCopy(cluster.folder().resolve(DATABASES.get(victim)), copy))
                .as("the database of %s after kill %d", victim, number)
                .containsExactly("ok");
        Back back = traffic.awaitThrough(0, () -> cluster.start(victim).ok());
        story.add("kill " + number + " of " + victim + " " + back);
        through.computeIfAbsent(victim, any -> new ArrayList<>()).add(back.through());
        return back.through();
    }

    private void write(SoakState state) {
        StringBuilder text = new StringBuilder(
                "kills of edge and cloud in turn: %d of %d, seed %d%n".formatted(state.next(), ROUNDS, state.seed()));
        through.forEach((victim, millis) -> text.append("%-8s %4d kills, from the start to both ways p50/p99/most %s%n"
                .formatted(victim, millis.size(), StormFigures.ranks(millis))));
        text.append(String.join("\n", traffic.figures()));
        Figures.write(NAME, NAME, text.toString(), story);
    }
}
