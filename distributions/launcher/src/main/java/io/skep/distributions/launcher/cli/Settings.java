package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.containers.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes the YAML files of a cloud and its edges: only the keys that differ from KubeEdge's defaults. A file that somebody has edited is left
 * alone; its first line tells.
 */
final class Settings {

    private static final String MARK = "# Written by ./skep up, which leaves it alone once you have edited it. ";

    private final Layout layout;
    private final Ports ports;

    Settings(Layout layout, Ports ports) {
        this.layout = layout;
        this.ports = ports;
    }

    /** cloudcore.yaml; with a kubeconfig of the user's, the embedded API stays off. */
    void writeCloud(Optional<Path> kubeConfig) {
        Path state = layout.state(Layout.CLOUD);
        String api = kubeConfig
                .map(file -> """
                        kubeAPIConfig:
                          kubeConfig: "%s"
                        modules:
                        """.formatted(file.toAbsolutePath()))
                .orElseGet(() -> """
                        modules:
                          apiServer:
                            address: %s
                            port: %d
                            dataSource: "%s"
                            kubeConfig: "%s"
                            pkiDir: "%s"
                        """.formatted(
                                Ports.HOST,
                                ports.api(),
                                state.resolve("api.db"),
                                layout.kubeConfig(),
                                state.resolve("pki/api")));
        write(
                layout.config(Layout.CLOUD),
                """
                apiVersion: cloudcore.config.kubeedge.io/v1alpha1
                kind: CloudCore
                commonConfig:
                  monitorServer:
                    bindAddress: %s:%d
                """.formatted(Ports.HOST, ports.cloudMonitor())
                        + api
                        + """
                  cloudHub:
                    advertiseAddress: [%1$s]
                    tlsCAFile: "%2$s/rootCA.crt"
                    tlsCAKeyFile: "%2$s/rootCA.key"
                    tlsCertFile: "%2$s/server.crt"
                    tlsPrivateKeyFile: "%2$s/server.key"
                    tokenFile: "%3$s"
                    unixsocket:
                      address: "unix://%6$s"
                    websocket:
                      address: %1$s
                      port: %4$d
                    https:
                      address: %1$s
                      port: %5$d
                """.formatted(
                                        Ports.HOST,
                                        state.resolve("pki"),
                                        layout.token(),
                                        ports.websocket(),
                                        ports.https(),
                                        layout.socket("kubeedge")));
    }

    /**
     * edgecore.yaml of one edge; its local servers listen on an address of its own.
     *
     * @param endpoint what serves its containers; empty if it is to run none
     */
    void writeEdge(String edge, String endpoint) {
        Path state = layout.state(edge);
        int number = Layout.number(edge);
        String address = number == 1 ? Ports.HOST : "127.0.1." + number;
        write(layout.config(edge), """
                apiVersion: edgecore.config.kubeedge.io/v1alpha2
                kind: EdgeCore
                database:
                  dataSource: "%1$s/edgecore.db"
                modules:
                  monitorServer:
                    bindAddress: %6$s:%9$d
                  edgeHub:
                    tlsCaFile: "%1$s/pki/rootCA.crt"
                    tlsCertFile: "%1$s/pki/server.crt"
                    tlsPrivateKeyFile: "%1$s/pki/server.key"
                    httpServer: https://%3$s:%4$d
                    bootstrapFile: "%1$s/bootstrap-edgecore.conf"
                    websocket:
                      server: %3$s:%5$d
                  edged:
                    hostnameOverride: %2$s
                    nodeIP: %6$s
                    rootDirectory: "%1$s"
                    remoteRuntimeEndpoint: "%7$s"
                    remoteImageEndpoint: "%7$s"
                    podSandboxImage: %8$s
                  dbTest:
                    enable: true
                """.formatted(
                        state,
                        edge,
                        Ports.HOST,
                        ports.https(),
                        ports.websocket(),
                        address,
                        endpoint,
                        Engine.SANDBOX_IMAGE,
                        ports.edgeMonitor()));
    }

    private static void write(Path file, String body) {
        try {
            if (Files.exists(file) && isEdited(Files.readString(file))) {
                return;
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, MARK + Integer.toHexString(body.hashCode()) + "\n" + body);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE, "The file " + file + " cannot be written: " + Reason.of(e) + ".", e);
        }
    }

    private static boolean isEdited(String text) {
        int end = text.indexOf('\n');
        if (end < 0 || !text.startsWith(MARK)) {
            return true;
        }
        String body = text.substring(end + 1);
        return !text.substring(MARK.length(), end).equals(Integer.toHexString(body.hashCode()));
    }
}
