package io.skep.edge.edged.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.node.Machine;
import io.skep.edge.edged.internal.node.NodeSettings;
import io.skep.edge.edged.internal.pod.DnsSettings;
import io.skep.edge.edged.internal.pod.LogLimits;
import io.skep.edge.edged.internal.pod.PodHost;
import io.skep.edge.edged.internal.pod.PodSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the configuration once, into the records that the parts of edged take. */
final class Settings {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(Ki|Mi|Gi|k|M|G|)");
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
                new LogLimits(
                        size(config.tailoredKubeletConfig_containerLogMaxSize()),
                        Math.max(2, config.tailoredKubeletConfig_containerLogMaxFiles())),
                new DnsSettings(
                        List.of(config.tailoredKubeletConfig_clusterDNS()),
                        config.tailoredKubeletConfig_clusterDomain(),
                        Path.of(config.tailoredKubeletConfig_resolvConf())),
                mounts);
    }

    private static long size(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new SkepException(
                    EdgedError.BAD_SIZE,
                    "The value '" + text
                            + "' of modules.edged.tailoredKubeletConfig.containerLogMaxSize is no number of bytes.");
        }
        long unit = switch (size.group(2)) {
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "k" -> 1000L;
            case "M" -> 1_000_000L;
            case "G" -> 1_000_000_000L;
            default -> 1L;
        };
        return Long.parseLong(size.group(1)) * unit;
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
