package io.skep.cloud.apiserver.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** The administrator's kubeconfig: address, CA, certificate and key in one file, mode 0600. */
final class KubeConfigFile {

    private final Path file;

    KubeConfigFile(Path file) {
        this.file = file;
    }

    void write(String address, int port, String caPem, Identity admin) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        String reachable = host.equals("0.0.0.0") || host.equals("[::]") ? "127.0.0.1" : host;
        String text = """
                apiVersion: v1
                kind: Config
                clusters:
                - name: skep
                  cluster:
                    server: https://%s:%d
                    certificate-authority-data: %s
                users:
                - name: skep-admin
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: skep
                  context:
                    cluster: skep
                    user: skep-admin
                current-context: skep
                """.formatted(
                        reachable,
                        port,
                        base64(caPem),
                        base64(Pem.format(Pem.CERTIFICATE, admin.certificateDer())),
                        base64(Pem.format(Pem.EC_PRIVATE_KEY, admin.keyDer())));
        try {
            PrivateFiles.write(file, text);
        } catch (IOException e) {
            throw new SkepException(
                    ApiServerError.FILE_UNWRITABLE,
                    "Cannot write the administrator's kubeconfig " + file + ": " + e + ".",
                    e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
