package io.skep.beehive.metrics.internal;

import io.skep.beehive.metrics.internal.Health.Check;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /metrics}, {@code /healthz}, {@code /livez} and {@code /readyz}; measures only when it is asked, and for one at a time. */
final class Monitor implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final List<MetricSource> sources;
    private final Map<String, Supplier<List<Check>>> checks;
    private final HostCheck hosts;
    private final Duration patience;
    private final Semaphore turn = new Semaphore(1);

    /** @param patience how long a scrape waits for the one before it */
    Monitor(List<MetricSource> sources, Health health, HostCheck hosts, Duration patience) {
        this.sources = List.copyOf(sources);
        this.checks = Map.of("healthz", health::live, "livez", health::live, "readyz", health::ready);
        this.hosts = hosts;
        this.patience = patience;
    }

    @Override
    public void handle(HttpExchange exchange) throws InterruptedException {
        exchange.setHeader("Cache-Control", "no-store");
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        if (!hosts.allows(exchange.findHeader("Host").orElse(""))) {
            respond(exchange, 421, "this server is called by address or as localhost\n");
        } else if (!exchange.method().equals("GET")) {
            exchange.setHeader("Allow", "GET");
            respond(exchange, 405, "only GET is answered\n");
        } else if (exchange.path().equals("/metrics")) {
            metrics(exchange);
        } else {
            health(exchange);
        }
    }

    private void metrics(HttpExchange exchange) throws InterruptedException {
        if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            exchange.setHeader("Retry-After", "5");
            respond(exchange, 503, "another scrape is under way\n");
            return;
        }
        try {
            TextFormat format = TextFormat.preferred(String.join(",", exchange.headers("Accept")));
            List<Family> families = new ArrayList<>();
            sources.forEach(source -> addAll(source, families));
            byte[] body = format.write(families).getBytes(StandardCharsets.UTF_8);
            exchange.respond(200, format.contentType(), body);
        } finally {
            turn.release();
        }
    }

    private static void addAll(MetricSource source, List<Family> families) {
        try {
            families.addAll(source.families());
        } catch (RuntimeException e) {
            // one source that fails (a bus that goes just now) does not take the others' figures away
            LOG.warn("metrics are left out: {}", e.toString());
        }
    }

    private void health(HttpExchange exchange) {
        String[] words = exchange.path().substring(1).split("/", 2);
        Supplier<List<Check>> asked = checks.get(words[0]);
        if (asked == null) {
            respond(exchange, 404, "there are /metrics, /healthz, /livez and /readyz\n");
        } else if (words.length == 1) {
            all(exchange, words[0], asked.get());
        } else {
            one(exchange, words[1], asked.get());
        }
    }

    private static void all(HttpExchange exchange, String name, List<Check> found) {
        List<String> excluded = exchange.query().getOrDefault("exclude", List.of());
        List<Check> counted =
                found.stream().filter(check -> !excluded.contains(check.name())).toList();
        boolean holds = counted.stream().allMatch(Check::holds);
        if (holds && !exchange.query().containsKey("verbose")) {
            respond(exchange, 200, "ok");
            return;
        }
        StringBuilder text = new StringBuilder();
        counted.forEach(check -> text.append(check.line()).append('\n'));
        text.append(name).append(holds ? " check passed\n" : " check failed\n");
        respond(exchange, holds ? 200 : 503, text.toString());
    }

    private static void one(HttpExchange exchange, String name, List<Check> found) {
        Optional<Check> check =
                found.stream().filter(one -> one.name().equals(name)).findFirst();
        if (check.isEmpty()) {
            respond(exchange, 404, "there is no check of that name\n");
        } else if (check.get().holds() && !exchange.query().containsKey("verbose")) {
            respond(exchange, 200, "ok");
        } else {
            respond(exchange, check.get().holds() ? 200 : 503, check.get().line() + "\n");
        }
    }

    private static void respond(HttpExchange exchange, int status, String text) {
        exchange.respond(status, PLAIN, text.getBytes(StandardCharsets.UTF_8));
    }
}
