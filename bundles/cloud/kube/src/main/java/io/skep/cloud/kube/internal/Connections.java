package io.skep.cloud.kube.internal;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.skep.cloud.kube.KubeException;
import io.skep.common.http.HttpServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the connection that the kubeconfig describes now: made at the first call, made anew when the file has changed. A file that is not
 * there yet is an outage.
 */
final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final String kubeConfig;
    private final String master;
    private final Optional<HttpServers> servers;
    private ApiConnection current;
    private FileTime readAt;
    private boolean closed;

    /** @param servers those of this process, of which one may be the API */
    Connections(String kubeConfig, String master, Optional<HttpServers> servers) {
        this.servers = servers;
        this.kubeConfig = kubeConfig;
        this.master = master;
    }

    /** The connection for the kubeconfig as it is now. */
    synchronized ApiConnection get() {
        if (closed) {
            throw Statuses.outage(KubeError.UNREACHABLE, "the Kubernetes client is being stopped.");
        }
        FileTime changedAt = kubeConfig.isEmpty() ? FileTime.fromMillis(0) : changedAt();
        if (current == null || !changedAt.equals(readAt)) {
            ApiConnection next = open();
            if (current != null) {
                current.close();
            }
            current = next;
            readAt = changedAt;
            LOG.info("kubernetes API is {}", next.address());
        }
        return current;
    }

    private FileTime changedAt() {
        try {
            return Files.getLastModifiedTime(Path.of(kubeConfig));
        } catch (IOException e) {
            throw Statuses.outage(
                    KubeError.NO_KUBECONFIG, "the kubeconfig " + kubeConfig + " cannot be read: it is not there yet.");
        }
    }

    private ApiConnection open() {
        try {
            Config config = kubeConfig.isEmpty()
                    ? inCluster()
                    : Config.fromKubeconfig(Path.of(kubeConfig).toFile());
            if (!master.isEmpty()) {
                config.setMasterUrl(master);
            }
            requireVerification(config);
            config.setRequestRetryBackoffLimit(0);
            config.setUserAgent("skep-cloudcore");
            return new ApiConnection(
                    config.getMasterUrl(),
                    new VirtualHttpClients().newBuilder(config).build(),
                    DirectRoute.of(config, servers));
        } catch (KubeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Statuses.outage(
                    KubeError.NO_KUBECONFIG,
                    "the kubeconfig " + kubeConfig + " cannot be used: " + e.getMessage() + ".");
        }
    }

    /** An API that anybody can pretend to be would be handed the CA's key. */
    private void requireVerification(Config config) {
        if (config.isTrustCerts() || config.isDisableHostnameVerification()) {
            throw Statuses.outage(
                    KubeError.NO_KUBECONFIG,
                    "the kubeconfig " + kubeConfig
                            + " cannot be used: it switches the verification of the API server off"
                            + " (insecure-skip-tls-verify); it must name the server's CA instead.");
        }
    }

    private static Config inCluster() {
        if (System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            throw Statuses.outage(
                    KubeError.NO_KUBECONFIG, "no kubeconfig is set and this process does not run in a cluster.");
        }
        return new ConfigBuilder().withAutoConfigure().build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
