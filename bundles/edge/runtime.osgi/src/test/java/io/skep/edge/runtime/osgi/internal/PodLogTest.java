package io.skep.edge.runtime.osgi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodLogTest {

    @TempDir
    Path dir;

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("skep.pod.u.c.Bee");

    private PodLog attach(long bytes) throws IOException {
        return PodLog.attach(context, "skep.pod.u.c", dir.resolve("c.log"), bytes);
    }

    private List<String> texts() throws IOException {
        return Files.readAllLines(dir.resolve("c.log")).stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void writesEachLineWithItsStream() throws Exception {
        attach(1 << 20);
        logger.info("one\ntwo");
        logger.error("bad", new IllegalStateException("x"));
        assertThat(texts())
                .startsWith(
                        "stdout F one", "stdout F two", "stderr F bad", "stderr F java.lang.IllegalStateException: x");
    }

    @Test
    void cutsLongLines() throws Exception {
        attach(1 << 20);
        logger.info("a".repeat(20_000));
        assertThat(texts()).hasSize(2);
        assertThat(texts().getFirst()).startsWith("stdout P a").hasSize(9 + 16_384);
        assertThat(texts().getLast()).startsWith("stdout F a");
    }

    @Test
    void keepsFiveFilesAndNoMore() throws Exception {
        attach(100);
        for (int i = 0; i < 50; i++) {
            logger.info("line {}", i);
        }
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("c.log", "c.log.1", "c.log.2", "c.log.3", "c.log.4");
        assertThat(texts().getLast()).isEqualTo("stdout F line 49");
        assertThat(Files.size(dir.resolve("c.log"))).isLessThanOrEqualTo(100);
    }

    @Test
    void doesNotDisturbItsSuccessor() throws Exception {
        PodLog old = attach(1000);
        PodLog next = attach(1000);
        old.stop();
        logger.info("here");
        next.stop();
        assertThat(texts()).containsExactly("stdout F here");
        assertThat(context.getLogger("skep.pod.u.c").isAdditive()).isTrue();
    }
}
