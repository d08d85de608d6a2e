package io.skep.cloud.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {

    @TempDir
    private Path folder;

    private ApiServerConfig config() {
        Map<String, Object> values = Map.of(
                "address",
                "127.0.0.1",
                "port",
                0,
                "dataSource",
                folder.resolve("api.db").toString(),
                "kubeConfig",
                folder.resolve("kubeconfig").toString(),
                "pkiDir",
                folder.resolve("pki").toString(),
                "serviceAccountTokenVolumes",
                true);
        return (ApiServerConfig) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ApiServerConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }

    /** Counts what is opened and closed. */
    private static final class Servers implements HttpServers, HttpServer {
        private final CountDownLatch opened = new CountDownLatch(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public HttpServer open(HttpServerOptions options, HttpHandler handler) {
            opened.countDown();
            return this;
        }

        @Override
        public int port() {
            return 12345;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    @Test
    void servesFromActivationToDeactivationAndLeavesTheDatabaseFree() throws Exception {
        Servers servers = new Servers();
        ApiServer server = new ApiServer(config(), servers);
        assertThat(servers.opened.await(20, TimeUnit.SECONDS)).isTrue();

        server.close();

        assertThat(servers.closed).isTrue();
        assertThat(Files.readString(folder.resolve("kubeconfig"))).contains("server: https://127.0.0.1:12345");
        SqliteJournal journal = new SqliteJournal(folder.resolve("api.db"));
        assertThat(journal.load(object -> {})).isPositive();
        journal.close();
    }
}
