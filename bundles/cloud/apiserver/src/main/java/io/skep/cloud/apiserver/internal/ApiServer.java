package io.skep.cloud.apiserver.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpServers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the embedded API as long as its configuration is there; what keeps it from starting is told once and tried again. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.skep.cloud.apiserver",
        configurationPolicy = REQUIRE)
@Designate(ocd = ApiServerConfig.class)
public final class ApiServer {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration MAINTENANCE = Duration.ofMinutes(5);

    private final EmbeddedApi.Settings settings;
    private final HttpServers servers;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    @Activate
    public ApiServer(ApiServerConfig config, @Reference HttpServers servers) {
        this.settings = new EmbeddedApi.Settings(
                config.address(),
                config.port(),
                Path.of(config.dataSource()),
                Path.of(config.kubeConfig()),
                Path.of(config.pkiDir()),
                config.serviceAccountTokenVolumes());
        this.servers = servers;
        this.thread = Thread.ofPlatform().name("apiserver").daemon(true).start(this::run);
    }

    private void run() {
        String told = "";
        do {
            try (EmbeddedApi api = EmbeddedApi.open(settings, servers, Clock.systemUTC(), new SecureRandom())) {
                LOG.info(
                        "embedded Kubernetes API listens on https://{}:{}, kubeconfig {}",
                        settings.address(),
                        api.port(),
                        settings.kubeConfig());
                serve(api);
                return;
            } catch (SkepException e) {
                if (!e.line().equals(told)) {
                    told = e.line();
                    LOG.error("embedded Kubernetes API does not start: {}", told);
                }
            } catch (RuntimeException e) {
                // a fault of ours: told in full, and the API is started anew like after any other failure
                LOG.error("embedded Kubernetes API failed", e);
            }
        } while (!isStoppedWithin(RETRY));
    }

    private void serve(EmbeddedApi api) {
        while (!isStoppedWithin(MAINTENANCE)) {
            try {
                api.maintain();
            } catch (SkepException e) {
                LOG.warn("maintenance of the embedded API failed: {}", e.line());
            }
        }
    }

    private boolean isStoppedWithin(Duration time) {
        try {
            return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Deactivate
    void close() {
        stopped.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
