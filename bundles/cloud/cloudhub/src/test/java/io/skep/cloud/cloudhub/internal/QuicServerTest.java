package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.cloud.cloudhub.fake.FakeLinks;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.spi.OptionalLane;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuicServerTest {

    private final OptionalLane lane = new OptionalLane();
    private final AtomicInteger given = new AtomicInteger();
    private final QuicServer server = new QuicServer(
            lane,
            new LinkServerOptions("127.0.0.1", 0, null, null, LinkLimits.of(1000, Duration.ofSeconds(1))),
            new Nobody());
    private final Thread thread = Thread.ofVirtual().start(() -> {
        try {
            server.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    });

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        server.close();
        assertThat(given).hasValue(0);
    }

    private FakeLinks offer(String key) {
        FakeLinks links = new FakeLinks();
        lane.offer(
                key,
                () -> {
                    given.incrementAndGet();
                    return links;
                },
                given::decrementAndGet);
        return links;
    }

    @Test
    void listensWhenTheLaneComesAndAgainWhenItIsReplaced() {
        assertThat(server.port()).isZero();
        FakeLinks first = offer("first");
        Await.until("it listens", first::isListening);
        Await.until("it has a port", () -> server.port() == 10000);
        lane.withdraw("first");
        Await.until("it stopped", () -> !first.isListening());
        FakeLinks second = offer("second");
        Await.until("it listens again", second::isListening);
        assertThat(first.isListening()).isFalse();
    }

    @Test
    void doesNotListenAnyMoreOnceItIsClosed() {
        server.close();
        FakeLinks late = offer("late");
        thread.interrupt();
        Await.until("the thread ended", () -> !thread.isAlive());
        assertThat(late.isListening()).isFalse();
        assertThat(server.port()).isZero();
    }

    /** Never called. */
    private record Nobody() implements LinkHandler {
        @Override
        public void connected(Link link) {
            throw new AssertionError();
        }

        @Override
        public void received(Link link, Message message) {
            throw new AssertionError();
        }

        @Override
        public void disconnected(Link link, String reason) {
            throw new AssertionError();
        }
    }
}
