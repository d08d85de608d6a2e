package io.skep.cloud.cloudhub.internal.security;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which node each shared-identity key was first seen with; kept in ConfigMap {@code kubeedge/skep-pinned-keys}. */
public final class KeyPins {

    private static final String NAME = "skep-pinned-keys";

    private final KubeClient kube;
    private final Map<String, String> nodes = new ConcurrentHashMap<>();

    private KeyPins(KubeClient kube) {
        this.kube = kube;
    }

    /** Reads the pins; an absent ConfigMap is made. */
    public static KeyPins load(KubeClient kube) {
        KeyPins pins = new KeyPins(kube);
        try {
            ObjectNode map = kube.get(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, NAME);
            map.path("data")
                    .properties()
                    .forEach(e -> pins.nodes.put(e.getKey(), e.getValue().asText()));
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            ObjectNode map = Json.object();
            map.put("kind", "ConfigMap").put("apiVersion", "v1");
            map.putObject("metadata").put("name", NAME).put("namespace", Secrets.NAMESPACE);
            kube.create(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, map);
        }
        return pins;
    }

    /** True when the key is, or now becomes, that node's; a new pin is stored before it counts. */
    synchronized boolean pin(PublicKey key, String node) {
        String hash = hash(key);
        String known = nodes.get(hash);
        if (known != null) {
            return known.equals(node);
        }
        ObjectNode patch = Json.object();
        patch.putObject("data").put(hash, node);
        kube.patch(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, NAME, "", PatchType.MERGE, patch);
        nodes.put(hash, node);
        return true;
    }

    private static String hash(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
