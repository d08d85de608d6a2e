package io.skep.cloud.controlplane.internal.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.Optional;

/** Gives every namespace the ServiceAccount {@code default} and, when the CA is known, the ConfigMap {@code kube-root-ca.crt}. Used by one thread. */
public final class NamespaceContents {

    private static final String ROOTS = "kube-root-ca.crt";

    private final KubeClient kube;
    private final Informer namespaces;
    private final Informer accounts;
    private final RootCa rootCa;

    public NamespaceContents(KubeClient kube, Informer namespaces, Informer accounts, RootCa rootCa) {
        this.kube = kube;
        this.namespaces = namespaces;
        this.accounts = accounts;
        this.rootCa = rootCa;
    }

    /** Looks at every namespace once. */
    public void pass() {
        Optional<String> pem = rootCa.read();
        for (ObjectNode namespace : namespaces.list()) {
            String name = KubeObject.name(namespace);
            if (!KubeObject.isTerminating(namespace)) {
                if (accounts.find(name, "default").isEmpty()) {
                    create(KubeResource.SERVICEACCOUNTS, name, named("ServiceAccount", "default", name));
                }
                pem.ifPresent(text -> roots(name, text));
            }
        }
    }

    private static ObjectNode named(String kind, String name, String namespace) {
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", "v1");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    private void roots(String namespace, String pem) {
        try {
            ObjectNode known = kube.get(KubeResource.CONFIGMAPS, namespace, ROOTS);
            if (!known.path("data").path("ca.crt").asText("").equals(pem)) {
                ObjectNode changed = known.deepCopy();
                changed.putObject("data").put("ca.crt", pem);
                Attempt.made(
                        "ConfigMap " + namespace + "/" + ROOTS, () -> kube.update(KubeResource.CONFIGMAPS, changed));
            }
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            ObjectNode map = named("ConfigMap", ROOTS, namespace);
            map.withObjectProperty("metadata")
                    .putObject("annotations")
                    .put(
                            "kubernetes.io/description",
                            "The certificates that the API server's certificate can be checked with.");
            map.putObject("data").put("ca.crt", pem);
            create(KubeResource.CONFIGMAPS, namespace, map);
        }
    }

    private void create(KubeResource kind, String namespace, ObjectNode object) {
        Attempt.made(
                kind.kind() + " " + namespace + "/" + KubeObject.name(object),
                () -> kube.create(kind, namespace, object));
    }
}
