package io.skep.cloud.controlplane.internal.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.controlplane.internal.garbage.Kinds;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates what a cluster has from the start: its namespaces, and the objects in the folders {@code conf/crds} and {@code conf/objects}. Objects that are
 * there get the members of the file and keep all others. Used by one thread.
 */
public final class StartObjects {

    private static final Logger LOG = LoggerFactory.getLogger(StartObjects.class);

    private static final List<String> NAMESPACES =
            List.of("default", "kube-system", "kube-public", "kube-node-lease", "kubeedge");

    private final KubeClient kube;
    private final List<Path> folders;
    private final Set<Path> filesDone = new HashSet<>();

    /**
     * @param folders in the order in which they are needed: definitions before the objects of their kinds
     */
    public StartObjects(KubeClient kube, List<Path> folders) {
        this.kube = kube;
        this.folders = List.copyOf(folders);
    }

    /** Makes the namespaces that are missing, now and at each call. */
    public void namespaces() {
        for (String name : NAMESPACES) {
            ObjectNode namespace = Json.object().put("kind", "Namespace").put("apiVersion", "v1");
            namespace.putObject("metadata").put("name", name);
            createIfAbsent(KubeResource.NAMESPACES, "", namespace);
        }
    }

    /** Writes the objects of the folders, once; true when some wait for a definition that is not established yet. */
    public boolean files() {
        for (Path folder : folders) {
            if (!filesDone.contains(folder)) {
                List<ObjectNode> waiting = write(ManifestFiles.read(folder));
                if (!waiting.isEmpty()) {
                    LOG.debug("{} objects of {} wait for their definitions", waiting.size(), folder);
                    return true;
                }
                filesDone.add(folder);
            }
        }
        return false;
    }

    private List<ObjectNode> write(List<ObjectNode> objects) {
        if (objects.isEmpty()) {
            return List.of();
        }
        Kinds kinds = Kinds.read(kube);
        List<ObjectNode> waiting = new ArrayList<>();
        for (ObjectNode object : objects) {
            Optional<KubeResource> kind = kinds.find(KubeObject.apiVersion(object), KubeObject.kind(object));
            if (kind.isEmpty()) {
                waiting.add(object);
            } else {
                write(kind.get(), object);
            }
        }
        return waiting;
    }

    private void write(KubeResource kind, ObjectNode object) {
        String namespace = kind.namespaced() ? namespaceOf(object) : "";
        Attempt.made("start object " + KubeObject.kind(object) + " " + KubeObject.name(object), () -> {
            if (!createIfAbsent(kind, namespace, object)) {
                kube.patch(kind, namespace, KubeObject.name(object), "", PatchType.MERGE, object);
            }
        });
    }

    private static String namespaceOf(JsonNode object) {
        return KubeObject.namespace(object).isEmpty() ? "default" : KubeObject.namespace(object);
    }

    /** True when it was created, false when it was there. */
    private boolean createIfAbsent(KubeResource kind, String namespace, ObjectNode object) {
        try {
            kube.get(kind, namespace, KubeObject.name(object));
            return false;
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        try {
            kube.create(kind, namespace, object);
            return true;
        } catch (KubeException e) {
            if (e.isAlreadyExists()) {
                return false;
            }
            throw e;
        }
    }
}
