package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.pod.ContainerStarter.Surroundings;
import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerRequest.Input;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.ImageInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds what a runtime is asked to start, from a container's spec; makes the files that the container gets. */
final class ContainerRequests {

    private final PodFolder folder;
    private final PodSettings settings;
    private final PodEvents events;

    ContainerRequests(PodFolder folder, PodSettings settings, PodEvents events) {
        this.folder = folder;
        this.settings = settings;
        this.events = events;
    }

    /**
     * Everything resolved. Throws PodProblem when something that the container needs is not there.
     *
     * @param image what the runtime knows of the container's image, which was pulled
     */
    ContainerRequest of(Surroundings in, JsonNode container, int attempt, Optional<ImageInfo> image)
            throws InterruptedException {
        JsonNode pod = in.pod();
        String name = container.path("name").asText();
        boolean bundle = Runtimes.handler(pod).equals(Runtimes.OSGI);
        Map<String, String> env = environment(in, container, name);
        List<Mount> mounts = new VolumeMounts(pod, folder, settings.mounts()).of(container, in.paths(), env);
        if (!bundle) {
            mounts.addAll(new OwnFiles(pod, folder, settings).of(container, attempt, in.ip()));
        }
        Rights rights = new Rights(pod, settings.profiles());
        return new ContainerRequest(
                name,
                container.path("image").asText(),
                attempt,
                words(container.path("command"), env),
                words(container.path("args"), env),
                container.path("workingDir").asText(""),
                env,
                mounts,
                folder.log(name, attempt),
                bundle ? ContainerLimits.NONE : new Limits(pod, settings.host().memoryBytes()).of(container),
                bundle ? ContainerSecurity.DEFAULT : rights.of(container, image),
                new Input(
                        container.path("stdin").asBoolean(false),
                        container.path("stdinOnce").asBoolean(false),
                        container.path("tty").asBoolean(false)));
    }

    private Map<String, String> environment(Surroundings in, JsonNode container, String name)
            throws InterruptedException {
        Environment.Variables variables = in.environment().of(container);
        for (Map.Entry<String, Set<String>> skipped : variables.skipped().entrySet()) {
            events.warning(
                    in.pod(),
                    name,
                    "InvalidEnvironmentVariableNames",
                    "Keys [" + String.join(", ", skipped.getValue()) + "] from the EnvFrom " + skipped.getKey()
                            + " were skipped since they are considered invalid environment variable names.");
        }
        return variables.values();
    }

    private static List<String> words(JsonNode list, Map<String, String> env) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(Expansion.expand(word.asText(), env)));
        return words;
    }
}
