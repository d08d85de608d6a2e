package io.skep.edge.edged.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.node.Machine;
import io.skep.edge.edged.internal.node.NodeSettings;
import io.skep.edge.edged.internal.pod.DnsSettings;
import io.skep.edge.edged.internal.pod.PodHost;
import io.skep.edge.edged.internal.pod.PodSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the configuration once, into the records that the parts of edged take. */
final class Settings {

    private static final String LABELS = "nodeLabels.";

    private Settings() {}

    static NodeSettings node(EdgedConfig config, Map<String, Object> properties, String skepVersion) {
        Map<String, String> labels = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(LABELS)) {
                labels.put(key.substring(LABELS.length()), String.valueOf(value));
            }
        });
        return new NodeSettings(
                config.hostnameOverride(),
                config.registerNodeNamespace(),
                config.nodeIP(),
                config.registerNode(),
                config.registerSchedulable(),
                labels,
                taints(config.registerWithTaints()),
                GoDuration.parse(
                        "tailoredKubeletConfig.nodeStatusUpdateFrequency",
                        config.tailoredKubeletConfig_nodeStatusUpdateFrequency()),
                GoDuration.parse(
                        "tailoredKubeletConfig.nodeStatusReportFrequency",
                        config.tailoredKubeletConfig_nodeStatusReportFrequency()),
                Duration.ofSeconds(config.tailoredKubeletConfig_nodeLeaseDurationSeconds()),
                config.tailoredKubeletConfig_maxPods(),
                config.tailoredKubeletConfig_readOnlyPort(),
                skepVersion);
    }

    static PodSettings pods(EdgedConfig config, Machine machine, Mounts mounts) {
        Machine.Facts facts = machine.facts();
        String ip = config.nodeIP().isEmpty() ? facts.address() : config.nodeIP();
        return new PodSettings(
                Path.of(config.rootDirectory()).toAbsolutePath(),
                config.registerNodeNamespace(),
                new PodHost(config.hostnameOverride(), ip, facts.cpus(), facts.memoryBytes()),
                GoDuration.parse("tailoredKubeletConfig.syncFrequency", config.tailoredKubeletConfig_syncFrequency()),
                new DnsSettings(
                        List.of(config.tailoredKubeletConfig_clusterDNS()),
                        config.tailoredKubeletConfig_clusterDomain(),
                        Path.of(config.tailoredKubeletConfig_resolvConf())),
                mounts);
    }

    private static JsonNode taints(String text) {
        try {
            JsonNode taints = Json.parse(text == null || text.isBlank() ? "[]" : text);
            if (taints.isArray()) {
                for (JsonNode taint : taints) {
                    if (!taint.hasNonNull("key") || !taint.hasNonNull("effect")) {
                        throw bad(text);
                    }
                }
                return taints;
            }
        } catch (JsonProcessingException e) {
            throw bad(text);
        }
        throw bad(text);
    }

    private static SkepException bad(String text) {
        return new SkepException(EdgedError.BAD_TAINTS, "The taints '" + text + "' of modules.edged cannot be read.");
    }
}
