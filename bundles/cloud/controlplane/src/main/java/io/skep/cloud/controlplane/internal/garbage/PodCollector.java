package io.skep.cloud.controlplane.internal.garbage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes pods that nobody else will remove: their node is gone, they ended long ago, or they were deleted before they had a node. Used by one thread. */
public final class PodCollector {

    /** How long a node must be missing before its pods are removed. */
    static final Duration QUARANTINE = Duration.ofSeconds(40);

    private static final Logger LOG = LoggerFactory.getLogger(PodCollector.class);

    private final KubeClient kube;
    private final Informer pods;
    private final Informer nodes;
    private final InstantSource clock;
    private final int keptTerminated;
    private final Map<String, Instant> missingSince = new HashMap<>();

    /**
     * @param keptTerminated how many ended pods are kept
     */
    public PodCollector(KubeClient kube, Informer pods, Informer nodes, InstantSource clock, int keptTerminated) {
        this.kube = kube;
        this.pods = pods;
        this.nodes = nodes;
        this.clock = clock;
        this.keptTerminated = keptTerminated;
    }

    public void pass() {
        List<ObjectNode> all = pods.list();
        removeEnded(all);
        removeOrphans(all);
        all.stream()
                .filter(pod -> KubeObject.isTerminating(pod) && node(pod).isEmpty())
                .forEach(pod -> remove(pod, "it was deleted before it had a node"));
    }

    private static String node(ObjectNode pod) {
        return pod.path("spec").path("nodeName").asText("");
    }

    private void removeEnded(List<ObjectNode> all) {
        List<ObjectNode> ended = all.stream()
                .filter(pod -> Set.of("Succeeded", "Failed")
                        .contains(pod.path("status").path("phase").asText("")))
                .filter(pod -> !KubeObject.isTerminating(pod))
                .sorted(Comparator.comparing(
                        pod -> pod.path("metadata").path("creationTimestamp").asText("")))
                .toList();
        ended.stream()
                .limit(Math.max(0, ended.size() - keptTerminated))
                .forEach(pod -> remove(pod, "more than " + keptTerminated + " ended pods are kept"));
    }

    private void removeOrphans(List<ObjectNode> all) {
        Instant now = clock.instant();
        Set<String> known = nodes.list().stream().map(KubeObject::name).collect(Collectors.toSet());
        Map<String, List<ObjectNode>> orphans = all.stream()
                .filter(pod -> !node(pod).isEmpty() && !known.contains(node(pod)))
                .collect(Collectors.groupingBy(PodCollector::node));
        missingSince.keySet().retainAll(orphans.keySet());
        orphans.forEach((node, lost) -> {
            Instant since = missingSince.computeIfAbsent(node, name -> now);
            if (!now.isBefore(since.plus(QUARANTINE)) && isGone(node)) {
                lost.forEach(pod -> remove(pod, "its node " + node + " is gone"));
            }
        });
    }

    private boolean isGone(String node) {
        try {
            kube.get(KubeResource.NODES, "", node);
            return false;
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return true;
            }
            throw e;
        }
    }

    private void remove(ObjectNode pod, String why) {
        ObjectNode options = Json.object()
                .put("kind", "DeleteOptions")
                .put("apiVersion", "v1")
                .put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", KubeObject.uid(pod));
        String name = KubeObject.namespace(pod) + "/" + KubeObject.name(pod);
        boolean removed = Attempt.made(
                "removal of pod " + name,
                () -> kube.delete(KubeResource.PODS, KubeObject.namespace(pod), KubeObject.name(pod), options));
        if (removed) {
            LOG.info("pod {} removed: {}", name, why);
        }
    }
}
