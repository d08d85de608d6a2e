package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.pod.PodFields.Answer;
import io.skep.edge.edged.internal.pod.PodFields.Field;
import io.skep.edge.edged.internal.pod.PodFields.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what this node cannot do for a pod, before anything of it is started: refused with a reason, or run all the same with a warning. */
final class PodSupport {

    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final Set<String> APP_ARMOR_DONE = Set.of("runtime/default", "unconfined");
    private static final Set<String> SAFE_SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start");
    private static final int MAX_TOLD = 5;

    private final PodFields fields;

    PodSupport(PodFields fields) {
        this.fields = fields;
    }

    /**
     * What a pod wants and does not get, each with its reason.
     *
     * @param refused for these the pod is not started
     * @param ignored without these it runs
     */
    record Findings(List<String> refused, List<String> ignored) {

        /** Throws when something was refused. */
        void check(JsonNode pod) {
            if (refused.isEmpty()) {
                return;
            }
            int more = refused.size() - MAX_TOLD;
            String told = String.join("; ", more > 0 ? refused.subList(0, MAX_TOLD) : refused);
            throw PodProblem.of(
                    EdgedError.NOT_SUPPORTED,
                    pod,
                    "is not started: this node cannot do " + told + (more > 0 ? "; and " + more + " more" : ""));
        }
    }

    Findings of(JsonNode pod) {
        Findings findings = new Findings(new ArrayList<>(), new ArrayList<>());
        boolean bundle = Runtimes.handler(pod).equals(Runtimes.OSGI);
        members(pod.path("spec"), "spec", "spec", bundle, findings);
        annotations(pod, findings);
        sysctls(pod, findings);
        sizeLimits(pod, findings);
        return findings;
    }

    /** @param place as people write it, with the numbers of the elements */
    private void members(JsonNode node, String path, String place, boolean bundle, Findings findings) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String below = place + "." + member.getKey();
            if (isEmpty(member.getValue())) {
                continue;
            }
            Optional<Field> field = fields.find(path, member.getKey());
            if (field.isEmpty()) {
                findings.ignored().add(below + " (this node does not know it)");
                continue;
            }
            decide(member.getValue(), field.get(), below, bundle, findings);
        }
    }

    private void decide(JsonNode value, Field field, String place, boolean bundle, Findings findings) {
        Answer answer = bundle ? field.bundles() : field.containers();
        String reason = place + (field.remark().isEmpty() ? "" : " (" + field.remark() + ")");
        boolean excepted = answer.unless().contains(text(value));
        if (answer.verdict() == Verdict.NO && !excepted) {
            findings.refused().add(reason);
        } else if (answer.verdict() == Verdict.WARN && !excepted) {
            findings.ignored().add(reason);
        } else if (answer.verdict() == Verdict.EACH) {
            members(value, field.path(), place, bundle, findings);
        } else if (value.isArray()) {
            String elements = field.path().replace("initContainers", "containers") + "[]";
            for (int i = 0; i < value.size() && fields.find(elements).isPresent(); i++) {
                members(value.get(i), elements, place + "[" + i + "]", bundle, findings);
            }
        }
    }

    /** A profile is named by its {@code type}. */
    private static String text(JsonNode value) {
        return value.isObject() ? value.path("type").asText("") : value.asText();
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isEmpty();
    }

    private static void annotations(JsonNode pod, Findings findings) {
        for (Map.Entry<String, JsonNode> entry :
                pod.path("metadata").path("annotations").properties()) {
            boolean done = APP_ARMOR_DONE.contains(entry.getValue().asText());
            if (entry.getKey().startsWith(APP_ARMOR) && !done) {
                findings.refused().add("the annotation " + entry.getKey() + " (this node sets no AppArmor profiles)");
            }
        }
    }

    /** Only what is the pod's own and cannot harm others, as a kubelet without further permission. */
    private static void sysctls(JsonNode pod, Findings findings) {
        JsonNode spec = pod.path("spec");
        for (JsonNode sysctl : spec.path("securityContext").path("sysctls")) {
            String name = sysctl.path("name").asText().replace('/', '.');
            boolean shared = name.startsWith("net.")
                    ? spec.path("hostNetwork").asBoolean(false)
                    : spec.path("hostIPC").asBoolean(false);
            if (!SAFE_SYSCTLS.contains(name)) {
                findings.refused().add("the sysctl " + name + " (forbidden sysctl: not allowlisted)");
            } else if (shared) {
                findings.refused()
                        .add("the sysctl " + name + " (forbidden sysctl: the pod shares the machine's namespace)");
            }
        }
    }

    private static void sizeLimits(JsonNode pod, Findings findings) {
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            JsonNode folder = volume.path("emptyDir");
            if (folder.has("sizeLimit") && !folder.path("medium").asText("").equals("Memory")) {
                findings.ignored()
                        .add("the sizeLimit of the volume "
                                + volume.path("name").asText() + " (disk use of pods is not limited)");
            }
        }
    }
}
