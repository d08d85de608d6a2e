package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts the containers of one pod: image, environment, mounts, runtime; remembers why one could not be started and when to try again. */
final class ContainerStarter {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(5);

    private final PodServices services;
    private final PodFolder folder;
    private final ContainerRequests requests;
    private final Ledger ledger;
    private final ImagePulls images;
    private final Map<String, Held> held = new HashMap<>();
    private final BackOff backOff = new BackOff();
    private final Map<String, Integer> fresh = new HashMap<>();

    ContainerStarter(
            PodServices services, PodFolder folder, ContainerRequests requests, Ledger ledger, ImagePulls images) {
        this.services = services;
        this.folder = folder;
        this.requests = requests;
        this.ledger = ledger;
        this.images = images;
    }

    /**
     * Why a container waits.
     *
     * @param until by the steady clock
     * @param pull its image could not be fetched, which may change by itself
     */
    record Held(String image, String reason, String message, Instant until, Duration pause, boolean pull) {}

    /**
     * What all containers of a pod share in one pass.
     *
     * @param ip address of the pod, empty when it has none of its own
     */
    record Surroundings(
            JsonNode pod,
            PodRuntime runtime,
            PodRequest request,
            String ip,
            Environment environment,
            Map<String, Path> paths) {}

    Optional<Held> held(String container) {
        return Optional.ofNullable(held.get(container));
    }

    /** True while a container that has ended waits for its next start. */
    boolean isBackingOff(String container, Moment now) {
        return now.steady().isBefore(backOff.until(container, ledger.get(container), now));
    }

    /** Until when a container certainly is not started, by the steady clock. */
    Instant notBefore(String container, Moment now) {
        return held(container).map(Held::until).orElseGet(() -> backOff.until(container, ledger.get(container), now));
    }

    /** This attempt was started here, not by an earlier edged. */
    boolean isFresh(String container, int attempt) {
        return fresh.getOrDefault(container, -1) == attempt;
    }

    /** What a container was refused for may be there now. */
    void retryConfig() {
        held.values().removeIf(why -> why.reason().equals(PodProblem.CONFIG));
    }

    /** False while the container has to wait after a start that failed. An image that somebody else has brought ends the wait for it. */
    boolean mayStart(JsonNode container, PodRuntime runtime, Moment now) {
        Held before = held.get(PodSpec.name(container));
        if (before == null
                || !before.image().equals(PodSpec.image(container))
                || !now.steady().isBefore(before.until())) {
            return !images.isBusy(PodSpec.name(container));
        }
        if (before.pull() && images.isHere(runtime, container)) {
            return true;
        }
        if (before.pull()) {
            held.put(
                    PodSpec.name(container),
                    new Held(
                            before.image(),
                            "ImagePullBackOff",
                            before.message(),
                            before.until(),
                            before.pause(),
                            true));
        }
        return false;
    }

    /** Tries to start; returns when the runtime has it, or when it is known why not. A runtime that is away throws. */
    void start(Surroundings in, References references, JsonNode container) throws InterruptedException {
        String name = PodSpec.name(container);
        Held before = held.get(name);
        if (before != null && !before.image().equals(PodSpec.image(container))) {
            before = null;
        }
        Entry entry = ledger.get(name);
        boolean pull = true;
        try {
            Optional<ImageInfo> image = images.ensure(in, references, container);
            if (image.isEmpty()) {
                return;
            }
            pull = false;
            ContainerRequest request = requests.of(in, container, entry.starts(), image);
            folder.forget(name, entry.starts());
            ledger.put(name, entry.starting(PodSpec.image(container)));
            in.runtime().start(in.request(), request);
            ledger.put(name, entry.started(entry.starts()));
            fresh.put(name, entry.starts());
            held.remove(name);
            services.events().normal(in.pod(), name, "Created", "Created container " + name);
            services.events().normal(in.pod(), name, "Started", "Started container " + name);
        } catch (RuntimeFailure e) {
            if (!in.runtime().condition().ready()) {
                throw e;
            }
            hold(in.pod(), container, e.reason(), e, before, pull && !e.reason().equals("InvalidImageName"));
        } catch (PodProblem e) {
            hold(in.pod(), container, e.reason(), e, before, false);
        }
    }

    private void hold(JsonNode pod, JsonNode container, String reason, SkepException e, Held before, boolean pull)
            throws InterruptedException {
        String name = PodSpec.name(container);
        String image = PodSpec.image(container);
        boolean config = e instanceof PodProblem;
        Duration first = config ? CONFIG_RETRY : FIRST;
        Duration most = config ? Duration.ofMinutes(1) : MOST;
        Duration pause = before == null ? first : before.pause().multipliedBy(2);
        pause = pause.compareTo(most) > 0 ? most : pause;
        Instant until = services.clocks().steady().instant().plus(pause);
        held.put(name, new Held(image, reason, e.line(), until, pause, pull));
        PodEvents events = services.events();
        if (pull) {
            events.warning(pod, name, "Failed", "Failed to pull image \"" + image + "\": " + e.line());
            events.warning(pod, name, "Failed", "Error: " + reason);
            events.normal(pod, name, "BackOff", "Back-off pulling image \"" + image + "\"");
        } else {
            events.warning(pod, name, "Failed", "Error: " + reason + ": " + e.line());
        }
    }
}
