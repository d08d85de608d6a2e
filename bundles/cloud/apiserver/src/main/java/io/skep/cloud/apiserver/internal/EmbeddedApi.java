package io.skep.cloud.apiserver.internal;

import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import io.skep.common.http.HttpTls;
import io.skep.common.kubeapi.KubeApi;
import io.skep.common.kubeapi.KubeApiOptions;
import io.skep.common.kubeapi.ResourceStore;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** A running API: its database, its certificates and its socket. Opening and closing block. */
final class EmbeddedApi implements AutoCloseable {

    private final Settings settings;
    private final ApiPki pki;
    private final ReloadableKeyManager keys;
    private final ResourceStore store;
    private final KubeApi api;
    private final HttpServer server;
    private final EventSweeper sweeper;

    /** Where the API listens and what it keeps where. */
    record Settings(String address, int port, Path dataSource, Path kubeConfig, Path pkiDir, boolean tokenVolumes) {}

    private EmbeddedApi(
            Settings settings,
            ApiPki pki,
            ReloadableKeyManager keys,
            ResourceStore store,
            KubeApi api,
            HttpServer server,
            Clock clock) {
        this.settings = settings;
        this.pki = pki;
        this.keys = keys;
        this.store = store;
        this.api = api;
        this.server = server;
        this.sweeper = new EventSweeper(api, clock);
    }

    /** Opens everything in order; the kubeconfig is there when it returns. What was opened is closed again when a step fails. */
    static EmbeddedApi open(Settings settings, HttpServers servers, Clock clock, SecureRandom random) {
        ApiPki pki = ApiPki.open(settings.pkiDir(), clock, random);
        AccountTokens tokens = AccountTokens.open(settings.pkiDir(), random);
        Identity admin = pki.admin();
        ResourceStore store = ResourceStore.cached(new SqliteJournal(settings.dataSource()));
        try {
            Optional<String> rootCa = settings.tokenVolumes() ? Optional.of(pki.caPem()) : Optional.empty();
            KubeApi api = KubeApi.on(store, clock, new KubeApiOptions(Optional.of(tokens), rootCa, random));
            ReloadableKeyManager keys = ReloadableKeyManager.of(pki.server(settings.address()));
            HttpTls tls =
                    new HttpTls(keys, Optional.of(CaTrustManager.of(pki.ca().certificate())), false);
            HttpServer server = servers.open(
                    HttpServerOptions.of("apiserver", settings.address(), settings.port())
                            .withTls(tls),
                    new AccessCheck(api.handler()));
            try {
                new KubeConfigFile(settings.kubeConfig()).write(settings.address(), server.port(), pki.caPem(), admin);
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return new EmbeddedApi(settings, pki, keys, store, api, server, clock);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    int port() {
        return server.port();
    }

    KubeApi api() {
        return api;
    }

    /** What is to be done now and then: renews the server's certificate, removes old events. */
    void maintain() {
        if (keys.identity().filter(pki::isAging).isPresent()) {
            keys.replace(pki.server(settings.address()));
        }
        sweeper.sweep();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
