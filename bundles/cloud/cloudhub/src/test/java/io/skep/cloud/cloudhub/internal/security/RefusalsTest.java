package io.skep.cloud.cloudhub.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.cloudhub.internal.security.Refusals.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final MovableClock clock = new MovableClock();
    private final Refusals refusals = new Refusals(clock);
    private final InetAddress here = InetAddress.getLoopbackAddress();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private List<String> log() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void logsThePeersFirstForAReasonAndCountsAll() {
        for (int i = 0; i < 100; i++) {
            refusals.refused(Kind.CONNECTION, here, "edge-1", "its certificate expired at 12:0" + i);
        }
        refusals.refused(Kind.CONNECTION, here, "edge-1", "its certificate belongs to node edge-2");
        refusals.refused(Kind.MESSAGE, here, "edge-1", "its certificate expired at 12:00");

        assertThat(log()).hasSize(3);
        assertThat(log().getFirst())
                .isEqualTo("connection of node 'edge-1' at 127.0.0.1 refused, repetitions are only counted:"
                        + " its certificate expired at 12:00");
        assertThat(refusals.count()).isEqualTo(102);
        assertThat(refusals.rows()).extracting(Refusals.Row::count).containsExactly(100L, 1L, 1L);
    }

    @Test
    void isNewsAgainAfterTheNodeGotIn() {
        refusals.refused(Kind.CONNECTION, here, "edge-1", "no");
        refusals.refused(Kind.CONNECTION, here, "edge-2", "no");
        refusals.refused(Kind.TLS, here, "", "no");
        refusals.admitted("edge-1", here);
        refusals.refused(Kind.CONNECTION, here, "edge-1", "no");
        refusals.refused(Kind.TLS, here, "", "no");
        refusals.refused(Kind.CONNECTION, here, "edge-2", "no");

        assertThat(log())
                .hasSize(5)
                .last()
                .isEqualTo("handshake of 127.0.0.1 refused, repetitions are only counted: no");
        assertThat(refusals.rows()).hasSize(3);
    }

    @Test
    void strangersWithManyNamesFillNeitherMemoryNorLog() {
        for (int i = 0; i < 3000; i++) {
            refusals.refused(Kind.CONNECTION, here, "n" + i, "no");
        }

        assertThat(refusals.rows()).hasSize(1024);
        assertThat(log()).hasSize(61);
        assertThat(log().getLast()).contains("more refusals than 60 a minute");
        clock.advance(Duration.ofMinutes(1));
        refusals.refused(Kind.CONNECTION, here, "another", "no");
        assertThat(log()).hasSize(62);
    }

    @Test
    void aNameWritesNoLineOfItsOwn() {
        refusals.refused(Kind.TLS, here, "x\nWARN fake", "a".repeat(1000));

        assertThat(log().getFirst()).contains("'x?WARN fake'").hasSizeLessThan(400);
    }
}
