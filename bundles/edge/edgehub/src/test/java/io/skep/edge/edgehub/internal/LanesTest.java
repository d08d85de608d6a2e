package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

class LanesTest {

    private final List<String> events = new ArrayList<>();
    private final BundleContext bundles = proxy(BundleContext.class);
    private final Lanes lanes = new Lanes(named("websocket"), bundles);

    @SuppressWarnings("unchecked")
    private final ServiceReference<Links> quic = proxy(ServiceReference.class);

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "getService" -> {
                        events.add("get");
                        yield named("quic");
                    }
                    case "ungetService" -> {
                        events.add("unget");
                        yield true;
                    }
                    case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                    case "hashCode" -> 1;
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    private Links named(String name) {
        return new Links() {
            @Override
            public LinkServer listen(LinkServerOptions options, LinkHandler handler) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Link connect(LinkClientOptions options, LinkHandler handler) {
                events.add("dial " + name);
                return null;
            }
        };
    }

    private static HubSettings by(boolean webSocket) {
        Path none = Path.of("none");
        return new HubSettings(
                "edge-1",
                "p",
                "127.0.0.1:1",
                "https://127.0.0.1:2",
                new CertificateFiles(none, none, none),
                false,
                webSocket,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                0,
                0);
    }

    @Test
    void touchesNothingOfQuicWhileTheLaneIsWebSocket() throws Exception {
        lanes.offer(quic);
        lanes.choose(by(true));
        lanes.connect(null, null);
        assertThat(events).containsExactly("dial websocket");
    }

    @Test
    void fetchesQuicOnceAndGivesItBackWithTheLane() throws Exception {
        lanes.offer(quic);
        lanes.choose(by(false));
        lanes.connect(null, null);
        lanes.connect(null, null);
        lanes.choose(by(true));
        lanes.connect(null, null);
        assertThat(events).containsExactly("get", "dial quic", "dial quic", "unget", "dial websocket");
    }

    @Test
    void saysThatTheLaneIsMissingAndTakesItWhenItComes() throws Exception {
        lanes.choose(by(false));
        lanes.offer(quic);
        lanes.withdraw(quic);
        assertThatThrownBy(() -> lanes.connect(null, null))
                .isInstanceOfSatisfying(
                        SkepException.class,
                        missing -> assertThat(missing.code().code()).isEqualTo("SKEP-509"));
        lanes.offer(quic);
        lanes.connect(null, null);
        assertThat(events).containsExactly("get", "dial quic");
    }
}
