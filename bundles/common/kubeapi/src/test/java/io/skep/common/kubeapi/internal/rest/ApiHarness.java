package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.KubeApi;
import io.skep.common.kubeapi.KubeApiOptions;
import io.skep.common.kubeapi.MemoryJournal;
import io.skep.common.kubeapi.ResourceStore;
import io.skep.common.kubeapi.TokenIssuer;
import io.skep.common.model.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;

/** An API over memory with a clock that moves by hand, and namespaces default and kube-system. */
final class ApiHarness implements AutoCloseable {

    final MemoryJournal journal = new MemoryJournal();
    final MovableClock clock = new MovableClock();
    ResourceStore store = ResourceStore.cached(journal);
    KubeApi api;

    ApiHarness() {
        this(Optional.empty());
    }

    ApiHarness(Optional<String> rootCa) {
        api = KubeApi.on(store, clock, options(rootCa));
        for (String namespace : new String[] {"default", "kube-system"}) {
            post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        }
    }

    private static KubeApiOptions options(Optional<String> rootCa) {
        return new KubeApiOptions(Optional.of(new PlainTokens()), rootCa, new Random(7));
    }

    /** Stops and starts the API on the same journal. */
    void restart() {
        store.close();
        store = ResourceStore.cached(journal);
        api = KubeApi.on(store, clock, options(Optional.empty()));
    }

    FakeExchange send(FakeExchange exchange) {
        try {
            api.handler().handle(exchange);
        } catch (Exception e) {
            throw new AssertionError(exchange.method() + " " + exchange.uri(), e);
        }
        return exchange;
    }

    FakeExchange get(String uri) {
        return send(new FakeExchange("GET", uri, ""));
    }

    FakeExchange post(String uri, String body) {
        return send(new FakeExchange("POST", uri, body).header("Content-Type", "application/json"));
    }

    FakeExchange put(String uri, String body) {
        return send(new FakeExchange("PUT", uri, body).header("Content-Type", "application/json"));
    }

    FakeExchange merge(String uri, String body) {
        return patch(uri, "application/merge-patch+json", body);
    }

    FakeExchange patch(String uri, String type, String body) {
        return send(new FakeExchange("PATCH", uri, body).header("Content-Type", type));
    }

    FakeExchange delete(String uri, String body) {
        return send(new FakeExchange("DELETE", uri, body));
    }

    /** Starts a watch on a thread of its own; ends when the exchange is closed. */
    FakeExchange watch(String uri) {
        FakeExchange exchange = new FakeExchange("GET", uri, "");
        Thread.ofVirtual().start(() -> send(exchange));
        return exchange;
    }

    @Override
    public void close() {
        store.close();
    }

    /** Tokens whose second part is the claims. */
    private static final class PlainTokens implements TokenIssuer {
        @Override
        public String issuer() {
            return "https://issuer";
        }

        @Override
        public String sign(ObjectNode claims) {
            return "h." + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.writeBytes(claims)) + ".s";
        }
    }

    /** Stands still until it is moved. */
    static final class MovableClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
