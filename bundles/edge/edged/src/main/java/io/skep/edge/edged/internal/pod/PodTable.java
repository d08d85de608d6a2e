package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RunningPod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pods of this node and their workers, one virtual thread each. Pods go on when the table is thrown away. */
public final class PodTable {

    private static final Logger LOG = LoggerFactory.getLogger(PodTable.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ModuleContext context;
    private final MetaCalls meta;
    private final Runtimes runtimes;
    private final PodEvents events;
    private final PodSettings settings;
    private final InstantSource clock;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    public PodTable(
            ModuleContext context, MetaCalls meta, Runtimes runtimes, PodSettings settings, InstantSource clock) {
        this.context = context;
        this.meta = meta;
        this.runtimes = runtimes;
        this.events = new PodEvents(meta, clock, settings.host().nodeName());
        this.settings = settings;
        this.clock = clock;
    }

    private record Place(PodWorker worker, Semaphore wake) {}

    /** Takes the pods of the edge's own store; what runs or lies on the disk and is not among them is removed. */
    public void load() throws InterruptedException {
        while (true) {
            try {
                load(meta.stored(settings.nodeNamespace() + "/pod"));
                return;
            } catch (BusException | IllegalStateException e) {
                LOG.warn("pods not read from the store, trying again: {}", e.getMessage());
                Thread.sleep(RETRY);
            }
        }
    }

    private void load(List<JsonNode> pods) throws InterruptedException {
        Set<String> wanted = new HashSet<>();
        for (JsonNode pod : pods) {
            String node = pod.path("spec").path("nodeName").asText();
            if (node.equals(settings.host().nodeName()) && !KubeObject.uid(pod).isEmpty()) {
                wanted.add(KubeObject.uid(pod));
                put(pod);
            }
        }
        for (String uid : Set.copyOf(places.keySet())) {
            if (!wanted.contains(uid)) {
                drop(uid);
            }
        }
        for (PodRuntime runtime : runtimes.all()) {
            removeOrphans(runtime);
        }
        for (String uid : PodFolder.uids(settings.root())) {
            if (!wanted.contains(uid) && !places.containsKey(uid)) {
                PodFolder.of(settings.root(), uid).delete(settings.mounts());
            }
        }
    }

    /** Removes what a runtime runs and nobody wants. Not to be called before {@link #load}. */
    public void removeOrphans(PodRuntime runtime) throws InterruptedException {
        for (RunningPod running : runtime.pods()) {
            if (!places.containsKey(running.uid())) {
                LOG.info("pod {}/{} is not wanted here, it is removed", running.namespace(), running.name());
                runtime.remove(running.uid());
            }
        }
    }

    /** The pod is to be like this. */
    public void put(JsonNode pod) {
        String uid = KubeObject.uid(pod);
        places.forEach((other, place) -> {
            JsonNode present = place.worker().pod();
            boolean sameName = KubeObject.name(present).equals(KubeObject.name(pod))
                    && KubeObject.namespace(present).equals(KubeObject.namespace(pod));
            if (sameName && !other.equals(uid)) {
                drop(other);
            }
        });
        Place place = places.get(uid);
        if (place == null) {
            PodWorker worker;
            try {
                worker = new PodWorker(pod, meta, runtimes, events, settings, clock);
            } catch (SkepException e) {
                LOG.error("pod {} not taken: {}", KubeObject.name(pod), e.line());
                return;
            }
            Place fresh = new Place(worker, new Semaphore(0));
            places.put(uid, fresh);
            context.fork("pod-" + KubeObject.name(pod), () -> run(uid, fresh));
        } else {
            place.worker().wish(pod);
            place.wake().release();
        }
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

    private void run(String uid, Place place) throws InterruptedException {
        while (true) {
            Optional<Duration> pause = step(place);
            if (pause.isEmpty()) {
                places.remove(uid, place);
                return;
            }
            if (place.wake().tryAcquire(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
                place.wake().drainPermits();
            }
        }
    }

    private static Optional<Duration> step(Place place) throws InterruptedException {
        try {
            return place.worker().pass();
        } catch (SkepException e) {
            LOG.warn("pod {} is tried again: {}", KubeObject.name(place.worker().pod()), e.line());
        } catch (RuntimeException e) {
            LOG.warn("pod {} is tried again", KubeObject.name(place.worker().pod()), e);
        }
        return Optional.of(RETRY);
    }

    Collection<PodWorker> workers() {
        return places.values().stream().map(Place::worker).toList();
    }

    /** For people. */
    public List<PodLine> list() {
        return workers().stream()
                .map(worker -> new PodLine(
                        KubeObject.namespace(worker.pod()) + "/" + KubeObject.name(worker.pod()),
                        worker.phase(),
                        worker.restarts(),
                        Runtimes.handler(worker.pod()),
                        KubeObject.uid(worker.pod())))
                .sorted(java.util.Comparator.comparing(PodLine::pod))
                .toList();
    }

    /** One pod in a list. */
    public record PodLine(String pod, String phase, int restarts, String runtime, String uid) {}

    /** The newest lines of a container's log, without their times. */
    public Optional<PodLogs> logs(String pod) {
        return workers().stream()
                .filter(worker ->
                        (KubeObject.namespace(worker.pod()) + "/" + KubeObject.name(worker.pod())).equals(pod))
                .findFirst()
                .map(worker -> new PodLogs(worker.pod(), worker.folder()));
    }
}
