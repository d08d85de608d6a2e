package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.disk.Mounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Pods and settings for tests. */
final class Pods {

    static final PodHost HOST = new PodHost("edge-1", "10.0.0.9", 2, 1L << 30);

    private Pods() {}

    /** @param spec members of the spec, in JSON with single quotes */
    static ObjectNode of(String spec) {
        return json("{'metadata':{'name':'p','namespace':'default','uid':'u1'},'spec':{" + spec + "}}");
    }

    /** @param container members besides the name */
    static ObjectNode with(String container) {
        return of("'containers':[{'name':'c'" + (container.isEmpty() ? "" : ",") + container + "}]");
    }

    static JsonNode container(JsonNode pod) {
        return pod.at("/spec/containers/0");
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.parse(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static PodSettings settings(Path root, Mounts mounts) {
        return new PodSettings(
                root, "default", HOST, Duration.ofMinutes(1), new LogLimits(1 << 20, 2), dns(root), mounts);
    }

    /** @param folder of the file resolv.conf */
    static DnsSettings dns(Path folder, String... servers) {
        return new DnsSettings(List.of(servers), "cluster.local", folder.resolve("resolv.conf"));
    }
}
