package io.skep.cloud.cloudhub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Defines ObjectSync and ClusterObjectSync in a cluster that does not know them; what is there is left as it is. */
final class Crds {

    private static final Logger LOG = LoggerFactory.getLogger(Crds.class);
    private static final List<String> FILES =
            List.of("objectsyncs.reliablesyncs.kubeedge.io.json", "clusterobjectsyncs.reliablesyncs.kubeedge.io.json");

    private Crds() {}

    static void define(KubeClient kube) {
        for (String file : FILES) {
            JsonNode crd = read(file);
            String name = KubeObject.name(crd);
            try {
                kube.get(KubeResource.CRDS, "", name);
            } catch (KubeException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
                create(kube, crd, name);
            }
        }
    }

    private static void create(KubeClient kube, JsonNode crd, String name) {
        try {
            kube.create(KubeResource.CRDS, "", crd);
            LOG.info("defined {}", name);
        } catch (KubeException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }

    private static JsonNode read(String file) {
        try (InputStream in = Crds.class.getResourceAsStream("/crds/" + file)) {
            return Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("the bundle lacks crds/" + file, e);
        }
    }
}
