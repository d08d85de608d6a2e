package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens until it is closed; what keeps it from listening is told once and tried again. */
final class Listener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int CONNECTIONS = 4;
    private static final int MOST_BODY = 1024;
    private static final Duration HEAD = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(10);

    private final BindAddress address;
    private final HttpServers servers;
    private final HttpHandler handler;
    private final Duration retry;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    Listener(BindAddress address, HttpServers servers, HttpHandler handler, Duration retry) {
        this.address = address;
        this.servers = servers;
        this.handler = handler;
        this.retry = retry;
        this.thread = Thread.ofVirtual().name("monitor").start(this::run);
    }

    private void run() {
        String told = "";
        do {
            try (HttpServer server = servers.open(options(), handler)) {
                LOG.info("metrics and health are served on http://{}", address.at(server.port()));
                closing.await();
                return;
            } catch (SkepException e) {
                if (!e.line().equals(told)) {
                    told = e.line();
                    LOG.warn("metrics and health are not served: {}", told);
                }
            } catch (InterruptedException e) {
                return;
            }
        } while (!isClosingWithin(retry));
    }

    private HttpServerOptions options() {
        return new HttpServerOptions(
                "monitor", address.host(), address.port(), Optional.empty(), MOST_BODY, HEAD, IDLE, CONNECTIONS);
    }

    private boolean isClosingWithin(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
