package io.skep.cloud.controlplane.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SteadyClock;
import io.skep.cloud.controlplane.internal.garbage.NamespaceDeletion;
import io.skep.cloud.controlplane.internal.garbage.OwnerCollector;
import io.skep.cloud.controlplane.internal.garbage.PodCollector;
import io.skep.cloud.controlplane.internal.node.NodeLifecycle;
import io.skep.cloud.controlplane.internal.node.PodEviction;
import io.skep.cloud.controlplane.internal.objects.NamespaceContents;
import io.skep.cloud.controlplane.internal.objects.RootCa;
import io.skep.cloud.controlplane.internal.objects.StartObjects;
import io.skep.cloud.controlplane.internal.schedule.Scheduler;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** What a Kubernetes cluster does by itself, for the embedded API. */
@Component(
        service = ControlPlane.class,
        immediate = true,
        configurationPid = "io.skep.cloud.controlplane",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ControlPlaneConfig.class)
public final class ControlPlane {

    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration COLLECT = Duration.ofSeconds(20);

    private final KubeClient kube;
    private final Clock clock;
    private final List<Informer> informers = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final Informer pods;

    @Activate
    public ControlPlane(ControlPlaneConfig config, @Reference KubeClient kube, BundleContext framework) {
        this(
                config,
                kube,
                Clock.systemUTC(),
                Optional.ofNullable(framework.getProperty("skep.home")).map(Path::of),
                kubeconfig(config, Optional.ofNullable(framework.getProperty("skep.dir"))));
    }

    ControlPlane(
            ControlPlaneConfig config, KubeClient kube, Clock clock, Optional<Path> home, Optional<Path> kubeconfig) {
        this.kube = kube;
        this.clock = clock;
        List<Path> folders = home.map(path -> path.resolve("conf"))
                .map(conf -> List.of(conf.resolve("crds"), conf.resolve("objects")))
                .orElse(List.of());
        this.pods = start(config, new StartObjects(kube, folders), new RootCa(kubeconfig));
    }

    private static Optional<Path> kubeconfig(ControlPlaneConfig config, Optional<String> dir) {
        return config.kubeConfig().isEmpty()
                ? dir.map(path -> Path.of(path, "kubeconfig"))
                : Optional.of(Path.of(config.kubeConfig()));
    }

    /** Starts everything; the pods are returned. */
    private Informer start(ControlPlaneConfig config, StartObjects startObjects, RootCa rootCa) {
        Listeners onNodes = new Listeners();
        Listeners onPods = new Listeners();
        Listeners onLeases = new Listeners();
        Listeners onRuntimes = new Listeners();
        Listeners onNamespaces = new Listeners();
        Listeners onAccounts = new Listeners();
        Informer nodes = watch(KubeResource.NODES, "", onNodes);
        Informer pods = watch(KubeResource.PODS, "", onPods);
        Informer leases = watch(KubeResource.LEASES, NodeLifecycle.LEASES, onLeases);
        Informer runtimes = watch(KubeResource.RUNTIMECLASSES, "", onRuntimes);
        Informer namespaces = watch(KubeResource.NAMESPACES, "", onNamespaces);
        Informer accounts = watch(KubeResource.SERVICEACCOUNTS, "", onAccounts);

        Scheduler scheduler = new Scheduler(kube, pods, nodes, runtimes, clock);
        loop("scheduler", MINUTE, synced(scheduler::pass, pods, nodes, runtimes), onPods, onNodes, onRuntimes);

        Duration grace = Duration.ofMillis(config.nodeMonitorGracePeriodMs());
        InstantSource steady = new SteadyClock();
        NodeLifecycle lifecycle = new NodeLifecycle(kube, nodes, leases, pods, clock, steady, grace);
        PodEviction eviction = new PodEviction(kube, nodes, pods, clock, steady);
        Loop.Pass look = () -> {
            lifecycle.pass();
            eviction.pass();
        };
        loop("nodes", Duration.ofMillis(config.nodeMonitorPeriodMs()), synced(look, nodes, leases, pods), onNodes);

        PodCollector collector = new PodCollector(kube, pods, nodes, steady, config.terminatedPodThreshold());
        loop("pod-collector", COLLECT, synced(collector::pass, pods, nodes));

        NamespaceDeletion deletion = new NamespaceDeletion(kube, namespaces);
        loop("namespace-deletion", MINUTE, synced(() -> repeat(deletion::pass), namespaces), onNamespaces);

        NamespaceContents contents = new NamespaceContents(kube, namespaces, accounts, rootCa);
        loop("namespace-contents", MINUTE, synced(contents::pass, namespaces, accounts), onNamespaces, onAccounts);

        loop("owner-collector", MINUTE, new OwnerCollector(kube)::pass);
        loop("start-objects", MINUTE, () -> {
            startObjects.namespaces();
            repeat(startObjects::files);
        });
        return pods;
    }

    /** Something that may have to be done again soon. */
    private interface Repeated {
        boolean again();
    }

    private static void repeat(Repeated work) throws InterruptedException {
        while (work.again()) {
            Thread.sleep(SOON);
        }
    }

    private Informer watch(KubeResource resource, String namespace, Listeners listeners) {
        Informer informer = kube.informer(resource, namespace, Selector.ALL, listeners);
        informers.add(informer);
        return informer;
    }

    private static Loop.Pass synced(Loop.Pass pass, Informer... needed) {
        return () -> {
            for (Informer informer : needed) {
                informer.awaitSync();
            }
            pass.run();
        };
    }

    private void loop(String name, Duration period, Loop.Pass pass, Listeners... wakes) {
        Loop loop = Loop.start(name, period, pass);
        loops.add(loop);
        for (Listeners listeners : wakes) {
            listeners.all.add(loop.signal());
        }
    }

    /** How the parts fare, in the order of their start. */
    List<Loop.State> states() {
        return loops.stream().map(Loop::state).toList();
    }

    /** The pods that no node can take, by namespace and name, with the reason. */
    Map<String, String> waiting() {
        Map<String, String> waiting = new TreeMap<>();
        for (ObjectNode pod : pods.list()) {
            Conditions.find(pod, "PodScheduled")
                    .filter(condition -> condition.path("status").asText().equals("False"))
                    .ifPresent(condition -> waiting.put(
                            KubeObject.namespace(pod) + "/" + KubeObject.name(pod),
                            condition.path("message").asText("")));
        }
        return waiting;
    }

    @Deactivate
    void close() {
        loops.reversed().forEach(Loop::close);
        informers.reversed().forEach(Informer::close);
    }

    /** Passes each change of one kind on to the loops that look at it. */
    private static final class Listeners implements InformerHandler {

        private final List<Runnable> all = new CopyOnWriteArrayList<>();

        private void changed() {
            all.forEach(Runnable::run);
        }

        @Override
        public void added(ObjectNode object) {
            changed();
        }

        @Override
        public void updated(ObjectNode before, ObjectNode after) {
            changed();
        }

        @Override
        public void deleted(ObjectNode object) {
            changed();
        }
    }
}
