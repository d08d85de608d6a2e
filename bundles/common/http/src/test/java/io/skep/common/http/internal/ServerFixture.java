package io.skep.common.http.internal;

import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A server for one test. */
abstract class ServerFixture {

    static final Duration LONG = Duration.ofSeconds(30);

    final NettyHttpServers servers = new NettyHttpServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    HttpServer open(HttpHandler handler) {
        return servers.open(HttpServerOptions.of("test", "127.0.0.1", 0), handler);
    }

    HttpServer open(int maxBody, Duration header, Duration idle, HttpHandler handler) {
        return servers.open(
                new HttpServerOptions("test", "127.0.0.1", 0, Optional.empty(), maxBody, header, idle, 3), handler);
    }
}
