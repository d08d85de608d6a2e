package io.skep.common.http.internal;

import io.skep.common.http.HttpDirect;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that come from within the process. */
final class DirectCalls implements HttpDirect {

    private static final Logger LOG = LoggerFactory.getLogger(DirectCalls.class);

    private final NettyHttpServer server;

    DirectCalls(NettyHttpServer server) {
        this.server = server;
    }

    @Override
    public Response call(Request request, Duration limit) throws IOException, InterruptedException {
        if (server.isClosed()) {
            throw new IOException(server.options().name() + " has been closed");
        }
        DirectExchange exchange;
        try {
            exchange = new DirectExchange(request, server.options().maxBodyBytes());
        } catch (RejectedRequest e) {
            return new Response(e.status(), DirectExchange.line(e.getMessage()));
        }
        CompletableFuture<Response> answer = new CompletableFuture<>();
        server.began();
        Thread.ofVirtual().name(server.options().name() + "-request").start(() -> {
            try {
                answer.complete(answer(exchange));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            } finally {
                server.ended();
            }
        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(server.options().name() + " broke its answer off", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toSeconds() + " s", e);
        }
    }

    private Response answer(DirectExchange exchange) throws IOException {
        try {
            server.handler().handle(exchange);
        } catch (RejectedRequest e) {
            exchange.fail(e.status(), e.getMessage());
        } catch (Throwable e) {
            // whatever a handler throws ends here: the caller must get an answer and the operator one log line
            LOG.error("{} failed to answer {} {}", server.options().name(), exchange.method(), exchange.path(), e);
            exchange.fail(500, "internal error");
        }
        return exchange.response();
    }
}
