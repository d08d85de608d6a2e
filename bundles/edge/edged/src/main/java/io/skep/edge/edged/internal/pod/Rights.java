package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodSecurity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Merges the security contexts of pod and container: what the container says goes before what the pod says. */
final class Rights {

    private final JsonNode pod;
    private final JsonNode shared;
    private final Path profiles;

    /** @param profiles folder of the node's seccomp profiles */
    Rights(JsonNode pod, Path profiles) {
        this.pod = pod;
        this.shared = pod.path("spec").path("securityContext");
        this.profiles = profiles;
    }

    PodSecurity ofPod() {
        JsonNode spec = pod.path("spec");
        boolean privileged = false;
        for (JsonNode container : PodSpec.all(pod)) {
            privileged |= container.path("securityContext").path("privileged").asBoolean(false);
        }
        Map<String, String> sysctls = new HashMap<>();
        shared.path("sysctls")
                .forEach(sysctl -> sysctls.put(
                        sysctl.path("name").asText(), sysctl.path("value").asText()));
        OptionalLong user = number(shared.path("runAsUser"));
        return new PodSecurity(
                spec.path("hostPID").asBoolean(false),
                spec.path("hostIPC").asBoolean(false),
                spec.path("shareProcessNamespace").asBoolean(false),
                user,
                user.isPresent() ? number(shared.path("runAsGroup")) : OptionalLong.empty(),
                groups(),
                privileged,
                sysctls);
    }

    /** Refuses what would run as root against the pod's word. */
    ContainerSecurity of(JsonNode container, Optional<ImageInfo> image) {
        JsonNode own = container.path("securityContext");
        boolean privileged = own.path("privileged").asBoolean(false);
        OptionalLong user = number(either(own, "runAsUser"));
        if (either(own, "runAsNonRoot").asBoolean(false)) {
            checkNotRoot(container, user, image);
        }
        OptionalLong group = number(either(own, "runAsGroup"));
        if (group.isPresent() && user.isEmpty()) {
            user = userOf(container, image);
        }
        return new ContainerSecurity(
                user,
                group,
                groups(),
                privileged,
                own.path("readOnlyRootFilesystem").asBoolean(false),
                !own.path("allowPrivilegeEscalation").asBoolean(true),
                words(own.path("capabilities").path("add")),
                words(own.path("capabilities").path("drop")),
                privileged ? "" : seccomp(either(own, "seccompProfile")));
    }

    /** The group that volumes belong to. */
    OptionalLong fsGroup() {
        return number(shared.path("fsGroup"));
    }

    /** The user that all containers run as, when the spec names one and the same for all. */
    OptionalLong commonUser() {
        Set<OptionalLong> users = new LinkedHashSet<>();
        for (JsonNode container : PodSpec.all(pod)) {
            users.add(number(either(container.path("securityContext"), "runAsUser")));
        }
        return users.size() == 1 ? users.iterator().next() : OptionalLong.empty();
    }

    private JsonNode either(JsonNode own, String field) {
        return own.hasNonNull(field) ? own.path(field) : shared.path(field);
    }

    private List<Long> groups() {
        Set<Long> groups = new LinkedHashSet<>();
        shared.path("supplementalGroups").forEach(group -> groups.add(group.asLong()));
        fsGroup().ifPresent(groups::add);
        return new ArrayList<>(groups);
    }

    private void checkNotRoot(JsonNode container, OptionalLong user, Optional<ImageInfo> image) {
        if (user.isPresent()) {
            if (user.getAsLong() == 0) {
                throw root(container, "container's runAsUser breaks non-root policy");
            }
            return;
        }
        String name = image.map(ImageInfo::userName).orElse("");
        OptionalLong number = image.map(ImageInfo::user).orElse(OptionalLong.empty());
        if (number.isEmpty() && !name.isEmpty()) {
            throw root(
                    container,
                    "container has runAsNonRoot and image has non-numeric user (" + name
                            + "), cannot verify user is non-root");
        }
        if (number.orElse(0) == 0) {
            throw root(container, "container has runAsNonRoot and image will run as root");
        }
    }

    private PodProblem root(JsonNode container, String why) {
        String id = KubeObject.name(pod) + "_" + KubeObject.namespace(pod) + "(" + KubeObject.uid(pod) + ")";
        return PodProblem.of(
                EdgedError.WOULD_BE_ROOT,
                pod,
                "waits: " + why + " (pod: \"" + id + "\", container: "
                        + container.path("name").asText() + ")");
    }

    private OptionalLong userOf(JsonNode container, Optional<ImageInfo> image) {
        OptionalLong number = image.map(ImageInfo::user).orElse(OptionalLong.empty());
        if (number.isEmpty() && image.isPresent() && !image.get().userName().isEmpty()) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE,
                    pod,
                    "cannot start: the container " + container.path("name").asText()
                            + " has runAsGroup without runAsUser, and its image names the user "
                            + image.get().userName() + " without a number");
        }
        return OptionalLong.of(number.orElse(0));
    }

    private String seccomp(JsonNode profile) {
        String type = profile.path("type").asText("");
        if (!type.equals("Localhost")) {
            return type;
        }
        String file = profile.path("localhostProfile").asText("");
        Path path = profiles.resolve(file).normalize();
        if (file.isEmpty() || !path.startsWith(profiles)) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE,
                    pod,
                    "cannot start: the seccomp profile '" + file + "' is not below " + profiles);
        }
        return path.toString();
    }

    private static OptionalLong number(JsonNode node) {
        return node.isIntegralNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }
}
