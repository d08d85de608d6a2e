package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MonitorTest {

    private final AtomicReference<Bus> bus = new AtomicReference<>(FixedBus.of(Infos.of("edged", State.RUNNING, "")));
    private final AtomicInteger measured = new AtomicInteger();

    private Monitor monitor(MetricSource... sources) {
        Health health = new Health(() -> true, () -> Optional.of(bus.get()), true);
        return new Monitor(List.of(sources), health, new HostCheck(BindAddress.parse("127.0.0.1:9091")), Duration.ZERO);
    }

    private FakeExchange ask(FakeExchange exchange, MetricSource... sources) throws InterruptedException {
        monitor(sources).handle(exchange);
        return exchange;
    }

    private List<Family> count() {
        return List.of(Family.counter("asked", "Asked.")
                .add(measured.incrementAndGet())
                .build());
    }

    @Test
    void measuresWhenItIsScrapedAndNotBefore() throws InterruptedException {
        Monitor monitor = monitor(this::count);
        assertThat(measured).hasValue(0);
        FakeExchange scrape = FakeExchange.get("/metrics");
        monitor.handle(scrape);
        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(scrape.text()).contains("# TYPE asked_total counter\nasked_total 1\n");
        assertThat(scrape.answered()).containsEntry("Cache-Control", "no-store");
    }

    @Test
    void answersInOpenMetricsWhenAsked() throws InterruptedException {
        FakeExchange scrape =
                ask(FakeExchange.get("/metrics").with("Accept", "application/openmetrics-text"), this::count);
        assertThat(scrape.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(scrape.text()).endsWith("asked_total 1\n# EOF\n");
    }

    @Test
    void aSourceThatFailsLeavesTheOthers() throws InterruptedException {
        FakeExchange scrape = ask(
                FakeExchange.get("/metrics"),
                () -> {
                    throw new IllegalStateException("gone");
                },
                this::count);
        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.text()).contains("asked_total 1");
    }

    @Test
    void refusesASecondScrapeWhileOneIsUnderWay() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Monitor monitor = monitor(() -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return count();
        });
        FakeExchange first = FakeExchange.get("/metrics");
        Thread scraping = Thread.ofVirtual().start(() -> {
            try {
                monitor.handle(first);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
        FakeExchange second = FakeExchange.get("/metrics");
        monitor.handle(second);
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.answered()).containsKey("Retry-After");
        end.countDown();
        scraping.join();
        assertThat(first.status()).isEqualTo(200);
    }

    @Test
    void tellsHealthAsKubernetesDoes() throws InterruptedException {
        for (String path : List.of("/healthz", "/livez", "/readyz", "/readyz/edged")) {
            FakeExchange well = ask(FakeExchange.get(path));
            assertThat(well.status()).as(path).isEqualTo(200);
            assertThat(well.text()).as(path).isEqualTo("ok");
        }
        assertThat(ask(FakeExchange.get("/readyz?verbose")).text())
                .isEqualTo("[+]framework ok\n[+]bus ok\n[+]edged ok\nreadyz check passed\n");
        assertThat(ask(FakeExchange.get("/healthz/edged?verbose=true")).text()).isEqualTo("[+]edged ok\n");
    }

    @Test
    void tellsWhoIsNotReady() throws InterruptedException {
        bus.set(FixedBus.of(Infos.of("edged", State.RUNNING, ""), Infos.of("twin", State.PARKED, "")));
        FakeExchange all = ask(FakeExchange.get("/readyz"));
        assertThat(all.status()).isEqualTo(503);
        assertThat(all.text())
                .isEqualTo("[+]framework ok\n[+]bus ok\n[+]edged ok\n[-]twin is parked\nreadyz check failed\n");
        assertThat(ask(FakeExchange.get("/readyz/twin")).status()).isEqualTo(503);
        assertThat(ask(FakeExchange.get("/readyz/twin")).text()).isEqualTo("[-]twin is parked\n");
        assertThat(ask(FakeExchange.get("/readyz/edged")).status()).isEqualTo(200);
        assertThat(ask(FakeExchange.get("/readyz?exclude=twin")).status()).isEqualTo(200);
        assertThat(ask(FakeExchange.get("/healthz")).status()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsNotThere() throws InterruptedException {
        assertThat(ask(FakeExchange.get("/")).status()).isEqualTo(404);
        assertThat(ask(FakeExchange.get("/readyz/nobody")).status()).isEqualTo(404);
        FakeExchange post = ask(new FakeExchange("POST", "/metrics"), this::count);
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.answered()).containsEntry("Allow", "GET");
        FakeExchange strange = ask(FakeExchange.get("/metrics").with("Host", "evil.example:9091"), this::count);
        assertThat(strange.status()).isEqualTo(421);
        assertThat(measured).hasValue(0);
    }
}
