package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.pod.ContainerStarter.Surroundings;
import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.ImageInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds what a runtime is asked to start, from a container's spec; makes the files that the container gets. */
final class ContainerRequests {

    private final PodFolder folder;

    ContainerRequests(PodFolder folder) {
        this.folder = folder;
    }

    /** @param image what the runtime knows of the container's image, which was pulled */
    ContainerRequest of(Surroundings in, JsonNode container, int attempt, Optional<ImageInfo> image)
            throws InterruptedException {
        String name = container.path("name").asText();
        Map<String, String> env = in.environment().of(container);
        return new ContainerRequest(
                name,
                container.path("image").asText(),
                attempt,
                words(container.path("command"), env),
                words(container.path("args"), env),
                container.path("workingDir").asText(""),
                env,
                in.volumes().mounts(container, in.paths(), env),
                folder.log(name, attempt),
                ContainerLimits.NONE,
                ContainerSecurity.DEFAULT,
                ContainerRequest.Input.NONE);
    }

    private static List<String> words(JsonNode list, Map<String, String> env) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(Expansion.expand(word.asText(), env)));
        return words;
    }
}
