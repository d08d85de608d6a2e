package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.spi.OptionalLane;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens by QUIC while the lane's bundle is there. Its absence or failure leaves the WebSocket lane as it is. */
final class QuicServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuicServer.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final OptionalLane lane;
    private final LinkServerOptions options;
    private final LinkHandler handler;
    private String complaint = "";
    private boolean ended;
    private volatile Optional<LinkServer> server = Optional.empty();

    QuicServer(OptionalLane lane, LinkServerOptions options, LinkHandler handler) {
        this.lane = lane;
        this.options = options;
        this.handler = handler;
    }

    /** Listens, again after each change of the bundle, until the thread is interrupted. */
    void run() throws InterruptedException {
        while (true) {
            long generation = lane.generation();
            listen();
            do {
                lane.awaitChange(generation, RETRY.toNanos());
            } while (server.isPresent() && lane.generation() == generation);
            stop();
        }
    }

    private synchronized void listen() {
        if (ended) {
            return;
        }
        try {
            server = Optional.of(lane.get().listen(options, handler));
            complaint = "";
        } catch (SkepException e) {
            if (!e.line().equals(complaint)) {
                LOG.warn("not listening by QUIC, trying on: {}", e.line());
            }
            complaint = e.line();
        }
    }

    /** Port that edges connect to, 0 while it does not listen. */
    int port() {
        return server.map(LinkServer::port).orElse(0);
    }

    @Override
    public synchronized void close() {
        ended = true;
        stop();
    }

    private synchronized void stop() {
        Optional<LinkServer> open = server;
        server = Optional.empty();
        open.ifPresent(LinkServer::close);
        lane.release();
    }
}
