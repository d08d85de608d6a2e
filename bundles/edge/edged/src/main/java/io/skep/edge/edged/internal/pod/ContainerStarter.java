package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the containers of one pod: image, environment, mounts, runtime; remembers why one could not be started and when to try again. */
final class ContainerStarter {

    private static final String PROBES =
            "Probes are not run on this node: the container is ready while the runtime says that it runs";
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(5);

    private final PodEvents events;
    private final PodFolder folder;
    private final ContainerRequests requests;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Map<String, Held> held = new HashMap<>();

    ContainerStarter(
            PodEvents events, PodFolder folder, ContainerRequests requests, Ledger ledger, InstantSource clock) {
        this.events = events;
        this.folder = folder;
        this.requests = requests;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Why a container waits. */
    record Held(String image, String reason, String message, Instant until, Duration pause) {}

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

    /** What a container was refused for may be there now. */
    void retryConfig() {
        held.values().removeIf(why -> why.reason().equals(PodProblem.CONFIG));
    }

    /** Tries to start; returns when the runtime has it, or when it is known why not. */
    void start(Surroundings in, JsonNode container) throws InterruptedException {
        String name = container.path("name").asText();
        Instant now = clock.instant();
        Held before = held.get(name);
        if (before != null && !before.image().equals(container.path("image").asText())) {
            before = null;
        }
        if (before != null && now.isBefore(before.until())) {
            if (before.reason().equals("ErrImagePull")) {
                held.put(
                        name,
                        new Held(before.image(), "ImagePullBackOff", before.message(), before.until(), before.pause()));
            }
            return;
        }
        Entry entry = ledger.get(name);
        try {
            pull(in, container, name);
            Optional<ImageInfo> image =
                    in.runtime().findImage(container.path("image").asText());
            ContainerRequest request = requests.of(in, container, entry.starts(), image);
            folder.forgetLogs(name, entry.starts());
            ledger.put(name, entry.started());
            in.runtime().start(in.request(), request);
            held.remove(name);
            events.normal(in.pod(), name, "Created", "Created container " + name);
            events.normal(in.pod(), name, "Started", "Started container " + name);
            if (container.has("livenessProbe") || container.has("readinessProbe") || container.has("startupProbe")) {
                events.warning(in.pod(), name, "ProbesNotRun", PROBES);
            }
        } catch (RuntimeFailure e) {
            ledger.put(name, entry);
            hold(in.pod(), container, e.reason(), e, before, FIRST);
        } catch (PodProblem e) {
            hold(in.pod(), container, e.reason(), e, before, CONFIG_RETRY);
        }
    }

    private void hold(JsonNode pod, JsonNode container, String reason, SkepException e, Held before, Duration first)
            throws InterruptedException {
        String name = container.path("name").asText();
        String image = container.path("image").asText();
        Duration pause = before == null ? first : before.pause().multipliedBy(2);
        Duration most = first.equals(CONFIG_RETRY) ? Duration.ofMinutes(1) : MOST;
        pause = pause.compareTo(most) > 0 ? most : pause;
        held.put(name, new Held(image, reason, e.line(), clock.instant().plus(pause), pause));
        events.warning(pod, name, "Failed", "Error: " + reason + ": " + e.line());
        if (reason.equals("ErrImagePull")) {
            events.warning(pod, name, "BackOff", "Back-off pulling the image, next try in " + pause.toSeconds() + " s");
        }
    }

    private void pull(Surroundings in, JsonNode container, String name) throws InterruptedException {
        String image = container.path("image").asText();
        String policy = container.path("imagePullPolicy").asText("IfNotPresent");
        boolean here = in.runtime().findImage(image).isPresent();
        if (here && !policy.equals("Always")) {
            events.normal(in.pod(), name, "Pulled", "Container image \"" + image + "\" already present on machine");
        } else if (!policy.equals("Never")) {
            events.normal(in.pod(), name, "Pulling", "Pulling image \"" + image + "\"");
            in.runtime().pull(image, List.of());
            events.normal(in.pod(), name, "Pulled", "Successfully pulled image \"" + image + "\"");
        }
    }
}
