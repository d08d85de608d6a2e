package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServers;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.startlevel.FrameworkStartLevel;

class MonitorServerTest {

    private final BlockingQueue<HttpHandler> handlers = new LinkedBlockingQueue<>();
    private final HttpServers servers = (options, handler) -> {
        handlers.add(handler);
        return Fakes.of(HttpServer.class, Map.of("port", options.port()));
    };

    private MonitorServer server(String address, int startLevel) {
        Bundle bundle = Fakes.of(
                Bundle.class,
                Map.of(
                        "getState",
                        Bundle.ACTIVE,
                        "getVersion",
                        Version.emptyVersion,
                        "adapt",
                        Fakes.of(FrameworkStartLevel.class, Map.of("getStartLevel", startLevel))));
        BundleContext context = Fakes.of(
                BundleContext.class,
                Map.of("getBundle", bundle, "getBundles", new Bundle[] {bundle}, "getProperty", "9"));
        MonitorConfig config = Fakes.of(MonitorConfig.class, Map.of("bindAddress", address, "enableProfiling", true));
        return new MonitorServer(context, config, servers);
    }

    private FakeExchange ask(HttpHandler handler, String path) throws Exception {
        FakeExchange exchange = FakeExchange.get(path);
        handler.handle(exchange);
        return exchange;
    }

    @Test
    void theBusMayComeAndGo() throws Exception {
        MonitorServer server = server("127.0.0.1:9091", 9);
        HttpHandler handler = handlers.poll(10, TimeUnit.SECONDS);
        assertThat(ask(handler, "/readyz").text()).contains("[-]bus is being replaced");

        Bus first = FixedBus.of(Infos.of("edged", State.RUNNING, ""));
        server.bindBus(first);
        assertThat(ask(handler, "/readyz?verbose").text()).contains("[+]bus ok\n[+]edged ok\n");

        Bus second = FixedBus.of(Infos.of("twin", State.RUNNING, ""));
        server.bindBus(second);
        server.unbindBus(first);
        assertThat(ask(handler, "/readyz?verbose").text()).contains("[+]twin ok\n");

        server.unbindBus(second);
        assertThat(ask(handler, "/metrics").text()).contains("skep_bus_up 0\n");
        server.close();
    }

    @Test
    void isNotReadyBeforeTheFrameworkHasStartedAll() throws Exception {
        MonitorServer server = server("127.0.0.1:9091", 4);
        HttpHandler handler = handlers.poll(10, TimeUnit.SECONDS);
        assertThat(ask(handler, "/readyz").text()).contains("[-]framework is starting\n");
        assertThat(ask(handler, "/healthz").status()).isEqualTo(200);
        server.close();
    }

    @Test
    void takesTheMetricsOfOthers() throws Exception {
        MonitorServer server = server("127.0.0.1:9091", 9);
        HttpHandler handler = handlers.poll(10, TimeUnit.SECONDS);
        LongSupplier nodes = () -> 7;
        server.bindMetric(nodes, Map.of(OfferedMetrics.NAME, "nodes"));
        assertThat(ask(handler, "/metrics").text()).contains("nodes 7\n");
        server.unbindMetric(nodes);
        assertThat(ask(handler, "/metrics").text()).doesNotContain("nodes 7");
        server.close();
    }

    @Test
    void anAddressThatIsNoneOpensNothingAndHarmsNobody() {
        MonitorServer server = server("nowhere", 9);
        server.close();
        assertThat(handlers).isEmpty();
    }
}
