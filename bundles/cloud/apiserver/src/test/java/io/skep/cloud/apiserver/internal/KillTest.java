package io.skep.cloud.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ResourceStore;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.io.BufferedReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged before a kill -9 is there after it. */
class KillTest {

    private static final int KILLS = 3;
    private static final int ACKNOWLEDGED = 200;

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasAcknowledgedBeforeAKill() throws Exception {
        long highest = 0;
        for (int round = 0; round < KILLS; round++) {
            highest = writeAndKill(highest);
        }
        try (ResourceStore store = ResourceStore.cached(new SqliteJournal(folder.resolve("api.db")))) {
            assertThat(store.revision()).isGreaterThanOrEqualTo(highest);
            for (long revision = 2; revision <= highest; revision++) {
                assertThat(store.find(new StoreKey("configmaps", "default", "m" + revision)))
                        .as("object of revision %d", revision)
                        .isPresent();
            }
        }
    }

    /** Runs a writer until it has acknowledged enough, kills it, and gives back the last revision that it reported. */
    private long writeAndKill(long before) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.resolve("api.db").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = before;
        try (BufferedReader lines = process.inputReader()) {
            for (int i = 0; i < ACKNOWLEDGED; i++) {
                long revision = Long.parseLong(lines.readLine());
                assertThat(revision).isGreaterThan(last);
                last = revision;
            }
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = lines.readLine(); line != null && line.matches("\\d+"); line = lines.readLine()) {
                last = Math.max(last, Long.parseLong(line));
            }
        }
        return last;
    }

    /** Creates objects, as long as somebody reads, and prints each revision once it is acknowledged. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            ResourceStore store = ResourceStore.cached(new SqliteJournal(Path.of(arguments[0])));
            while (!System.out.checkError()) {
                String name = "m" + (store.revision() + 1);
                ObjectNode object = Json.object();
                KubeObject.metadata(object).put("name", name);
                System.out.println(store.put(new StoreKey("configmaps", "default", name), 0, object)
                        .revision());
            }
        }
    }
}
