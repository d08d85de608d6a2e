package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpError;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private static final BindAddress ADDRESS = BindAddress.parse("127.0.0.1:9091");

    private final BlockingQueue<HttpServerOptions> opened = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private HttpServer open(HttpServerOptions options, HttpHandler handler) {
        if (refusals.getAndDecrement() > 0) {
            throw new SkepException(HttpError.ADDRESS_UNAVAILABLE, "The address is in use.");
        }
        opened.add(options);
        return new HttpServer() {
            @Override
            public int port() {
                return options.port();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private Listener listen(Duration retry) {
        HttpServers servers = this::open;
        return new Listener(ADDRESS, servers, exchange -> {}, retry);
    }

    @Test
    void listensWithinBoundsUntilItIsClosed() throws InterruptedException {
        try (Listener _ = listen(Duration.ofHours(1))) {
            HttpServerOptions options = opened.poll(10, TimeUnit.SECONDS);
            assertThat(options).isNotNull();
            assertThat(options.host()).isEqualTo("127.0.0.1");
            assertThat(options.port()).isEqualTo(9091);
            assertThat(options.maxConnections()).isEqualTo(4);
            assertThat(options.maxBodyBytes()).isEqualTo(1024);
            assertThat(closed).hasValue(0);
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void triesAgainUntilTheAddressIsFree() throws InterruptedException {
        refusals.set(3);
        try (Listener _ = listen(Duration.ofMillis(1))) {
            assertThat(opened.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void canBeClosedWhileTheAddressIsTaken() {
        refusals.set(Integer.MAX_VALUE);
        listen(Duration.ofHours(1)).close();
        assertThat(opened).isEmpty();
        assertThat(closed).hasValue(0);
    }
}
