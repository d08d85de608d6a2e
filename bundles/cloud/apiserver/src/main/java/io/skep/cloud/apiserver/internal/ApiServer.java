package io.skep.cloud.apiserver.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpServers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
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
        while (!Thread.currentThread().isInterrupted()) {
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
            }
            if (!sleep(RETRY)) {
                return;
            }
        }
    }

    private static void serve(EmbeddedApi api) {
        while (sleep(MAINTENANCE)) {
            try {
                api.maintain();
            } catch (SkepException e) {
                LOG.warn("maintenance of the embedded API failed: {}", e.line());
            }
        }
    }

    /** False when the component is being stopped. */
    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Deactivate
    void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
