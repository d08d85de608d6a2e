package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The distribution apiserver alone: the Kubernetes API of several cloudcores. */
record ApiServer(Path folder, Process process) implements AutoCloseable {

    private static final String CONFIG = """
            apiVersion: cloudcore.config.kubeedge.io/v1alpha1
            kind: CloudCore
            modules:
              apiServer: {port: %d, dataSource: %s/api.db, kubeConfig: %s/kubeconfig, pkiDir: %s/pki}
            """;

    /** Starts one in a new folder, and returns when it answers. */
    static ApiServer start(Path folder, int port) {
        try {
            Cluster.delete(folder);
            Files.createDirectories(folder.resolve("conf"));
            Files.writeString(folder.resolve("conf/apiserver.yaml"), CONFIG.formatted(port, folder, folder, folder));
            ApiServer server = new ApiServer(folder, EdgeProcess.launch("apiserver", List.of(), folder));
            Await.until("the API answers", Duration.ofSeconds(90), server::answers, yes -> yes);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    private boolean answers() {
        if (!Files.exists(kubeconfig())) {
            return false;
        }
        try (Api api = Api.of(kubeconfig())) {
            api.get("/api/v1/namespaces/default/serviceaccounts/default");
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        EdgeProcess.end(process);
    }
}
