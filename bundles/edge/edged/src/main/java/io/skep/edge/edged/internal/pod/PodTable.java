package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Clocks;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pods of this node and their workers, one virtual thread each. Pods go on when the table is thrown away. */
public final class PodTable {

    private static final Logger LOG = LoggerFactory.getLogger(PodTable.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ModuleContext context;
    private final PodServices services;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    /** Uids from before their folder is made until after it is deleted, so that none is taken for an orphan. */
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    public PodTable(ModuleContext context, MetaCalls meta, Runtimes runtimes, PodSettings settings, Clocks clocks) {
        this.context = context;
        PodEvents events = new PodEvents(meta, clocks, settings.host().nodeName());
        this.services = new PodServices(meta, runtimes, events, settings, new ModuleForks(context), clocks);
    }

    /** @param gone opens when the pod has left the node */
    private record Place(PodWorker worker, Semaphore wake, CountDownLatch gone) {}

    /** Takes the pods of the edge's own store; what runs or lies on the disk and is not among them is removed. */
    public void load() throws InterruptedException {
        while (true) {
            try {
                load(services.meta().stored(services.settings().nodeNamespace() + "/pod"));
                return;
            } catch (BusException | IllegalStateException e) {
                LOG.warn("pods not read from the store, trying again: {}", e.getMessage());
                Thread.sleep(RETRY);
            }
        }
    }

    private void load(List<JsonNode> pods) {
        Set<String> wanted = new HashSet<>();
        for (JsonNode pod : pods) {
            String node = pod.path("spec").path("nodeName").asText();
            if (node.equals(services.settings().host().nodeName())
                    && !KubeObject.uid(pod).isEmpty()) {
                wanted.add(KubeObject.uid(pod));
                put(pod);
            }
        }
        for (String uid : Set.copyOf(places.keySet())) {
            if (!wanted.contains(uid)) {
                drop(uid);
            }
        }
    }

    /**
     * Removes what a runtime runs or what lies on the disk, and nobody wants. Not to be called before {@link #load}. A runtime that cannot be asked
     * may still run a pod: its folder stays for now.
     */
    public void removeOrphans() throws InterruptedException {
        Map<String, Boolean> asked = new HashMap<>();
        for (Map.Entry<String, PodRuntime> runtime : services.runtimes().all().entrySet()) {
            asked.put(runtime.getKey(), removeOrphans(runtime.getValue()));
        }
        for (String uid : PodFolder.uids(services.settings().root())) {
            PodFolder folder = PodFolder.of(services.settings().root(), uid);
            if (!taken.contains(uid) && mayDelete(folder, asked)) {
                delete(folder);
            }
        }
    }

    private void delete(PodFolder folder) throws InterruptedException {
        try {
            folder.delete(services.settings().mounts());
        } catch (SkepException e) {
            LOG.warn("folder of an unwanted pod not deleted, trying again: {}", e.line());
        }
    }

    private static boolean mayDelete(PodFolder folder, Map<String, Boolean> asked) {
        String runtime = Ledger.open(folder.ledger()).runtime();
        return runtime.isEmpty() ? !asked.containsValue(false) : asked.getOrDefault(runtime, false);
    }

    /** False when the runtime could not be asked, or still has a pod that nobody wants. */
    private boolean removeOrphans(PodRuntime runtime) throws InterruptedException {
        try {
            if (!runtime.condition().ready()) {
                return false;
            }
            for (RunningPod running : runtime.pods()) {
                if (!taken.contains(running.uid())) {
                    LOG.info("pod {}/{} is not wanted here, it is removed", running.namespace(), running.name());
                    runtime.remove(running.uid());
                }
            }
            return true;
        } catch (RuntimeFailure e) {
            LOG.warn("unwanted pods not removed, trying again: {}", e.line());
            return false;
        }
    }

    /** The pod is to be like this. */
    public void put(JsonNode pod) {
        String uid = KubeObject.uid(pod);
        Place place = places.get(uid);
        if (place != null) {
            place.worker().wish(pod);
            place.wake().release();
            return;
        }
        List<Place> before = new ArrayList<>();
        places.forEach((other, present) -> {
            if (name(present.worker().pod()).equals(name(pod))) {
                before.add(present);
                drop(other);
            }
        });
        taken.add(uid);
        Semaphore wake = new Semaphore(0);
        Place fresh = new Place(new PodWorker(pod, services, wake::release), wake, new CountDownLatch(1));
        places.put(uid, fresh);
        context.fork("pod-" + KubeObject.name(pod), () -> run(uid, fresh, before));
    }

    /** The cloud has no such pod any more. */
    public void drop(String uid) {
        Place place = places.get(uid);
        if (place != null) {
            place.worker().drop();
            place.wake().release();
        }
    }

    /** Volumes of this namespace may be out of date. */
    public void refresh(String namespace) {
        places.values().stream()
                .filter(place -> KubeObject.namespace(place.worker().pod()).equals(namespace))
                .forEach(place -> {
                    place.worker().refresh();
                    place.wake().release();
                });
    }

    /** Something about a pod's containers has changed. */
    public void wake(String uid) {
        Place place = places.get(uid);
        if (place != null) {
            place.wake().release();
        }
    }

    /** @param before pods of the same name, which have to be gone first: they share names of containers, files and ports */
    private void run(String uid, Place place, List<Place> before) throws InterruptedException {
        for (Place other : before) {
            other.gone().await();
        }
        Trouble trouble = new Trouble();
        while (true) {
            Optional<Duration> pause = step(place, trouble);
            if (pause.isEmpty()) {
                places.remove(uid, place);
                taken.remove(uid);
                place.gone().countDown();
                return;
            }
            if (place.wake().tryAcquire(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
                place.wake().drainPermits();
            }
        }
    }

    private static Optional<Duration> step(Place place, Trouble trouble) throws InterruptedException {
        try {
            Optional<Duration> pause = place.worker().pass();
            trouble.over();
            return pause;
        } catch (SkepException e) {
            if (trouble.isNew(e)) {
                LOG.warn(
                        "pod {} is tried again each second: {}",
                        KubeObject.name(place.worker().pod()),
                        e.line());
            }
        } catch (RuntimeException e) {
            LOG.warn("pod {} is tried again", KubeObject.name(place.worker().pod()), e);
        }
        return Optional.of(RETRY);
    }

    /** The newest status of a pod is not on its way: it is sent again with the pod's next look, not at once. */
    public void statusLost(String pod) {
        places.values().stream()
                .map(Place::worker)
                .filter(worker -> name(worker.pod()).equals(pod))
                .forEach(PodWorker::statusLost);
    }

    /** All pods shall look again: a runtime has come. */
    public void wakeAll() {
        places.values().forEach(place -> place.wake().release());
    }

    private static String name(JsonNode pod) {
        return KubeObject.namespace(pod) + "/" + KubeObject.name(pod);
    }

    /** For people. */
    public List<PodLine> list() {
        return places.values().stream()
                .map(Place::worker)
                .map(worker -> new PodLine(
                        name(worker.pod()),
                        worker.phase(),
                        worker.restarts(),
                        Runtimes.handler(worker.pod()),
                        KubeObject.uid(worker.pod())))
                .sorted(Comparator.comparing(PodLine::pod))
                .toList();
    }

    /** One pod in a list. */
    public record PodLine(String pod, String phase, int restarts, String runtime, String uid) {}

    /** @param pod NAMESPACE/POD */
    public Optional<PodDesk> find(String pod) {
        return places.values().stream()
                .map(Place::worker)
                .filter(worker -> name(worker.pod()).equals(pod))
                .findFirst()
                .map(worker -> new PodDesk(worker, services.runtimes()));
    }
}
