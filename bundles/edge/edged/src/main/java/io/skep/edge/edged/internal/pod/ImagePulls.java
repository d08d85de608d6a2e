package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.pod.ContainerStarter.Surroundings;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RegistryLogin;
import io.skep.edge.runtime.RuntimeFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Fetches the images of one pod's containers beside its worker, so that a long pull delays neither the other containers nor the pod's end. */
final class ImagePulls {

    private final PodServices services;
    private final Runnable wake;
    private final Map<String, Pull> pulls = new ConcurrentHashMap<>();

    /** How far a container's pull has come. */
    private sealed interface Pull {
        String image();

        record Busy(String image, Forks.Handle handle) implements Pull {}

        record Done(String image) implements Pull {}

        record Failed(String image, RuntimeFailure why) implements Pull {}
    }

    ImagePulls(PodServices services, Runnable wake) {
        this.services = services;
        this.wake = wake;
    }

    /** The image, when the container may be started from it now; empty while it is being fetched. */
    Optional<ImageInfo> ensure(Surroundings in, References references, JsonNode container) throws InterruptedException {
        String name = PodSpec.name(container);
        String image = PodSpec.image(container);
        Pull pull = pulls.get(name);
        if (pull != null && !pull.image().equals(image)) {
            forget(name);
            pull = null;
        }
        if (pull == null) {
            Optional<ImageInfo> here = in.runtime().findImage(image);
            String policy = policy(container);
            if (here.isPresent() && !policy.equals("Always")) {
                services.events()
                        .normal(
                                in.pod(),
                                name,
                                "Pulled",
                                "Container image \"" + image + "\" already present on machine");
                return here;
            }
            if (policy.equals("Never")) {
                throw new PodProblem(
                        EdgedError.IMAGE_ABSENT,
                        "ErrImageNeverPull",
                        "Container image \"" + image + "\" is not present with pull policy of Never.");
            }
            begin(in, references, name, image);
            pull = pulls.get(name);
        }
        return switch (pull) {
            case Pull.Busy busy -> Optional.empty();
            case Pull.Done done -> {
                pulls.remove(name);
                yield Optional.of(in.runtime().findImage(image).orElseThrow(() -> vanished(image)));
            }
            case Pull.Failed(String failed, RuntimeFailure why) -> {
                pulls.remove(name);
                throw why;
            }
        };
    }

    /** Nothing has to be fetched for the container, whoever brought its image. */
    boolean isHere(PodRuntime runtime, JsonNode container) {
        return !policy(container).equals("Always")
                && runtime.findImage(PodSpec.image(container)).isPresent();
    }

    private static PodProblem vanished(String image) {
        return new PodProblem(
                EdgedError.IMAGE_ABSENT,
                "ErrImagePull",
                "The image \"" + image + "\" was fetched, but the runtime does not have it.");
    }

    /** What Kubernetes fills in when the pod says nothing. */
    static String policy(JsonNode container) {
        String image = PodSpec.image(container);
        String last = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !image.startsWith("bundle:")
                && !last.contains("@")
                && (!last.contains(":") || last.endsWith(":latest"));
        return container.path("imagePullPolicy").asText(latest ? "Always" : "IfNotPresent");
    }

    private void begin(Surroundings in, References references, String name, String image) throws InterruptedException {
        List<RegistryLogin> logins = new RegistryLogins(services.events(), references).find(in.pod(), image);
        services.events().normal(in.pod(), name, "Pulling", "Pulling image \"" + image + "\"");
        Forks.Work work = () -> pull(in, name, image, logins);
        Pull.Busy busy = new Pull.Busy(image, () -> {});
        pulls.put(name, busy);
        Forks.Handle handle = services.forks().start("pull-" + name, work);
        pulls.replace(name, busy, new Pull.Busy(image, handle));
    }

    private void pull(Surroundings in, String name, String image, List<RegistryLogin> logins)
            throws InterruptedException {
        try {
            in.runtime().pull(image, logins);
            services.events().normal(in.pod(), name, "Pulled", "Successfully pulled image \"" + image + "\"");
            finish(name, new Pull.Done(image));
        } catch (RuntimeFailure e) {
            finish(name, new Pull.Failed(image, e));
        } catch (RuntimeException e) {
            String sentence = "The image \"" + image + "\" was not fetched: " + e + ".";
            finish(
                    name,
                    new Pull.Failed(image, new RuntimeFailure(EdgedError.IMAGE_ABSENT, "ErrImagePull", sentence, e)));
        }
    }

    /** Unless it was given up meanwhile. */
    private void finish(String name, Pull end) {
        pulls.computeIfPresent(name, (key, present) -> present.image().equals(end.image()) ? end : present);
        wake.run();
    }

    private void forget(String name) {
        if (pulls.remove(name) instanceof Pull.Busy(String image, Forks.Handle handle)) {
            handle.interrupt();
        }
    }

    boolean isBusy(String container) {
        return pulls.get(container) instanceof Pull.Busy;
    }

    /** The pod ends: nothing is fetched for it any more. */
    void giveUp() {
        pulls.keySet().forEach(this::forget);
    }
}
