package io.skep.itests.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How far a long run has come, on the disk after each round, so that a run which was interrupted goes on where it was. A run of other length or seed,
 * and one that has ended, begins anew.
 */
public final class SoakState {

    private final Path file;
    private final int rounds;
    private final long seed;
    private final List<Long> millis = new ArrayList<>();
    private int done;

    private SoakState(Path file, int rounds, long seed) {
        this.file = file;
        this.rounds = rounds;
        this.seed = seed;
    }

    /**
     * Takes up the run of that name, or begins one.
     *
     * @param folder where the states of all runs are
     * @param wishedSeed 0 for that of the interrupted run or, without one, a new one
     */
    public static SoakState open(Path folder, String name, int rounds, long wishedSeed) {
        Path file = folder.resolve(name + ".json");
        try {
            if (Files.exists(file)) {
                ObjectNode saved = (ObjectNode) Json.parse(Files.readString(file));
                long seed = saved.path("seed").asLong();
                boolean same = saved.path("rounds").asInt() == rounds && (wishedSeed == 0 || wishedSeed == seed);
                if (same && saved.path("done").asInt() < rounds) {
                    SoakState state = new SoakState(file, rounds, seed);
                    state.done = saved.path("done").asInt();
                    saved.path("millis").forEach(one -> state.millis.add(one.asLong()));
                    return state;
                }
            }
        } catch (IOException | ClassCastException e) {
            throw new AssertionError("the state " + file + " of the long run cannot be read: delete it", e);
        }
        long seed = wishedSeed == 0 ? System.nanoTime() & 0xffffffffL : wishedSeed;
        return new SoakState(file, rounds, seed);
    }

    public long seed() {
        return seed;
    }

    /** The round that comes next, from 0; equal to the number of rounds when all are done. */
    public int next() {
        return done;
    }

    public boolean isDone() {
        return done >= rounds;
    }

    /** Chance for one round: the same whether or not the run was interrupted before it. */
    public Random random() {
        return new Random(seed * 1_000_003 + done);
    }

    /** A round ended well. */
    public void finished(long tookMillis) {
        done++;
        millis.add(tookMillis);
        save();
    }

    private void save() {
        ObjectNode state = Json.object();
        state.put("seed", seed).put("rounds", rounds).put("done", done);
        millis.forEach(state.putArray("millis")::add);
        try {
            Files.createDirectories(file.getParent());
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), Json.write(state));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The figures of all rounds in a line. */
    public String summary(String what) {
        List<Long> sorted = millis.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return what + ": no round yet, seed " + seed;
        }
        return "%s: %d of %d rounds, p50 %d ms, p99 %d ms, most %d ms, seed %d"
                .formatted(what, done, rounds, rank(sorted, 0.5), rank(sorted, 0.99), sorted.getLast(), seed);
    }

    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
