package io.skep.cloud.cloudhub.internal.security;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** KubeEdge's secrets in namespace {@code kubeedge}. */
final class Secrets {

    static final String NAMESPACE = "kubeedge";
    private static final int ATTEMPTS = 8;

    private final KubeClient kube;

    Secrets(KubeClient kube) {
        this.kube = kube;
    }

    /** Makes the namespace if there is none. */
    void prepare() {
        ObjectNode namespace = Json.object();
        namespace.put("kind", "Namespace").put("apiVersion", "v1");
        namespace.putObject("metadata").put("name", NAMESPACE);
        try {
            kube.create(KubeResource.NAMESPACES, "", namespace);
        } catch (KubeException e) {
            if (!e.isAlreadyExists()) {
                requirePresent(e);
            }
        }
    }

    /** Somebody who may not make namespaces can still work in one that is there. */
    private void requirePresent(KubeException creation) {
        if (creation.isOutage()) {
            throw creation;
        }
        kube.get(KubeResource.NAMESPACES, "", NAMESPACE);
    }

    /** The two values of a secret; empty when it, or one of them, is missing. */
    Optional<Pair> find(String name, String first, String second) {
        try {
            ObjectNode secret = kube.get(KubeResource.SECRETS, NAMESPACE, name);
            byte[] one = value(secret, first);
            byte[] two = value(secret, second);
            return one.length == 0 || two.length == 0 ? Optional.empty() : Optional.of(new Pair(one, two));
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static byte[] value(ObjectNode secret, String key) {
        return Base64.getDecoder().decode(secret.path("data").path(key).asText(""));
    }

    /** Creates the secret; false when somebody else was faster. */
    boolean create(String name, Map<String, byte[]> data) {
        try {
            kube.create(KubeResource.SECRETS, NAMESPACE, secret(name, data));
            return true;
        } catch (KubeException e) {
            if (e.isAlreadyExists()) {
                return false;
            }
            throw e;
        }
    }

    /** Creates the secret or sets these values of it; by update, because KubeEdge's role for cloudcore has no patch. */
    void put(String name, Map<String, byte[]> data) {
        for (int attempt = 1; !create(name, data); attempt++) {
            ObjectNode secret = kube.get(KubeResource.SECRETS, NAMESPACE, name).deepCopy();
            secret.withObjectProperty("data")
                    .setAll((ObjectNode) secret(name, data).path("data"));
            try {
                kube.update(KubeResource.SECRETS, secret);
                return;
            } catch (KubeException e) {
                if (attempt == ATTEMPTS || !e.isConflict() && !e.isNotFound()) {
                    throw e;
                }
            }
        }
    }

    private static ObjectNode secret(String name, Map<String, byte[]> data) {
        ObjectNode secret = Json.object();
        secret.put("kind", "Secret").put("apiVersion", "v1");
        secret.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        ObjectNode values = secret.putObject("data");
        data.forEach((key, value) -> values.put(key, Base64.getEncoder().encodeToString(value)));
        return secret.put("type", "Opaque");
    }

    /** Two values of one secret. */
    record Pair(byte[] first, byte[] second) {}
}
