package io.skep.cloud.cloudhub.internal.security;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which node each shared-identity key was first seen with; kept in ConfigMap {@code kubeedge/skep-pinned-keys}. A key stays with its node, and a node with
 * its key, until an operator deletes the entry. Several cloudcores share the pins.
 */
public final class KeyPins {

    private static final String NAME = "skep-pinned-keys";
    private static final int ATTEMPTS = 8;

    private final KubeClient kube;
    private final Map<String, String> nodes = new ConcurrentHashMap<>();

    private KeyPins(KubeClient kube) {
        this.kube = kube;
    }

    /** Reads the pins; an absent ConfigMap is made. */
    public static KeyPins load(KubeClient kube) {
        KeyPins pins = new KeyPins(kube);
        try {
            pins.learn(kube.get(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, NAME));
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

    private void learn(ObjectNode map) {
        Map<String, String> read = new HashMap<>();
        map.path("data")
                .properties()
                .forEach(e -> read.put(e.getKey(), e.getValue().asText()));
        nodes.keySet().retainAll(read.keySet());
        nodes.putAll(read);
    }

    /** True when the key is, or now becomes, that node's; a new pin is stored before it counts. */
    synchronized boolean pin(PublicKey key, String node) {
        String hash = hash(key);
        if (node.equals(nodes.get(hash))) {
            return true;
        }
        for (int attempt = 1; ; attempt++) {
            ObjectNode map =
                    kube.get(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, NAME).deepCopy();
            learn(map);
            String known = nodes.get(hash);
            if (known != null || nodes.containsValue(node)) {
                return node.equals(known);
            }
            map.withObjectProperty("data").put(hash, node);
            try {
                learn(kube.update(KubeResource.CONFIGMAPS, map));
                return true;
            } catch (KubeException e) {
                if (attempt == ATTEMPTS || !e.isConflict()) {
                    throw e;
                }
            }
        }
    }

    private static String hash(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
