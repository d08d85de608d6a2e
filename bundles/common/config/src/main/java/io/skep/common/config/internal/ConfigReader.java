package io.skep.common.config.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skep.beehive.api.SkepException;
import io.skep.common.config.internal.ComponentKind.Section;
import io.skep.common.config.internal.Configurations.Notice;
import io.skep.common.config.internal.KnownKeys.Type;
import io.skep.common.config.internal.YamlTree.Mapping;
import io.skep.common.config.internal.YamlTree.Scalar;
import io.skep.common.config.internal.YamlTree.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns a component's YAML into configurations; one reader reads one file once. */
final class ConfigReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Type, String> WORDS = Map.of(
            Type.BOOL, "true or false",
            Type.INT, "a whole number",
            Type.NUMBER, "a number",
            Type.STRING, "a string",
            Type.SECRET, "a string",
            Type.LIST, "a list",
            Type.MAP, "a mapping");

    /** What of edged's section concerns the container engine, so that no other change there touches the runtime. */
    private static final Set<String> ENGINE_KEYS = Set.of(
            "hostnameOverride",
            "remoteRuntimeEndpoint",
            "remoteImageEndpoint",
            "podSandboxImage",
            "tailoredKubeletConfig.runtimeRequestTimeout");

    /** Beside the cloud's 127.0.0.1:9091, so that both can run on one machine. */
    private static final String EDGE_MONITOR = "127.0.0.1:9092";

    private final Path file;
    private final Mapping root;
    private final ComponentKind kind;
    private final KnownKeys keys;
    private final Surroundings surroundings;
    private final List<Notice> notices = new ArrayList<>();

    /**
     * What the values depend on besides the file.
     *
     * @param hostName of the machine
     * @param inCluster whether the process runs in a pod of a cluster
     */
    record Surroundings(String hostName, boolean inCluster) {}

    private ConfigReader(Path file, Mapping root, Surroundings surroundings) {
        this.file = file;
        this.root = root;
        this.surroundings = surroundings;
        this.kind = ComponentKind.find(text("kind"))
                .orElseThrow(() -> new SkepException(
                        ConfigError.INVALID,
                        "The configuration file " + file + " has kind '" + text("kind")
                                + "'; CloudCore or EdgeCore is expected."));
        this.keys = KnownKeys.of(kind);
    }

    /** Reads the file. */
    static Configurations read(Path file, Surroundings surroundings) {
        return new ConfigReader(file, YamlTree.read(file), surroundings).configurations();
    }

    /** Reads a text in place of the file. */
    static Configurations parse(Path file, String text, Surroundings surroundings) {
        return new ConfigReader(file, YamlTree.parse(file, text), surroundings).configurations();
    }

    private Configurations configurations() {
        checkKeys(root, "");
        Map<String, Map<String, Object>> byPid = new LinkedHashMap<>();
        for (Section section : kind.sections()) {
            if (section.pid().isEmpty()) {
                warnNotBuilt(section);
            } else if (isOn(section)) {
                byPid.put(section.pid(), properties(section));
            }
        }
        derive(byPid);
        new Validation(file).check(byPid);
        return new Configurations(kind, byPid, List.copyOf(notices));
    }

    private void warnNotBuilt(Section section) {
        find(section.path() + ".enable")
                .filter(node -> node instanceof Scalar scalar && Boolean.TRUE.equals(scalar.value()))
                .ifPresent(node -> notices.add(new Notice(
                        ConfigError.NOT_BUILT,
                        file + ", line " + node.line() + ": " + section.path() + " is enabled.")));
    }

    private boolean isOn(Section section) {
        if (section.byDefault() == ComponentKind.Default.ALWAYS) {
            return true;
        }
        if (find(section.path() + ".enable").orElse(null) instanceof Scalar(Boolean enable, int line)) {
            return enable;
        }
        return switch (section.byDefault()) {
            case EMBEDDED -> isEmbedded();
            case ON -> true;
            default -> false;
        };
    }

    private boolean isEmbedded() {
        return text("kubeAPIConfig.kubeConfig").isEmpty()
                && text("kubeAPIConfig.master").isEmpty()
                && !surroundings.inCluster();
    }

    private Map<String, Object> properties(Section section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (find(section.path()).orElse(null) instanceof Mapping mapping) {
            flatten(mapping, section.path(), "", properties);
        }
        return properties;
    }

    private void flatten(Mapping mapping, String path, String prefix, Map<String, Object> properties) {
        mapping.members().forEach((name, node) -> {
            String full = path + "." + name;
            boolean ownSection =
                    kind.sections().stream().anyMatch(other -> other.path().equals(full));
            if (ownSection || prefix.isEmpty() && name.equals("enable")) {
                return;
            }
            String key = prefix + name;
            switch (node) {
                case Mapping inner -> flatten(inner, full, key + ".", properties);
                case Sequence list -> properties.put(key, list(list));
                case Scalar(Object value, int line) -> {
                    if (value != null) {
                        boolean secret = keys.findType(full).orElse(Type.ANY) == Type.SECRET;
                        properties.put(secret ? "." + key : key, number(value));
                    }
                }
            }
        });
    }

    private static Object number(Object value) {
        return value instanceof Long whole && whole == whole.intValue() ? (Object) whole.intValue() : value;
    }

    private static Object list(Sequence list) {
        boolean scalars = list.items().stream().allMatch(Scalar.class::isInstance);
        if (scalars) {
            return list.items().stream()
                    .map(item -> String.valueOf(((Scalar) item).value()))
                    .toArray(String[]::new);
        }
        try {
            return JSON.writeValueAsString(plain(list));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object plain(YamlTree node) {
        return switch (node) {
            case Scalar scalar -> scalar.value();
            case Sequence list -> list.items().stream().map(ConfigReader::plain).toList();
            case Mapping mapping -> members(mapping);
        };
    }

    private void derive(Map<String, Map<String, Object>> byPid) {
        if (kind == ComponentKind.EDGE_CORE) {
            String nodeName = nodeName();
            derive(byPid, "io.skep.edge.edged", "hostnameOverride", nodeName);
            derive(byPid, "io.skep.edge.runtime.cri", "hostnameOverride", nodeName);
            Optional.ofNullable(byPid.get("io.skep.edge.runtime.cri"))
                    .ifPresent(engine -> engine.keySet().retainAll(ENGINE_KEYS));
            derive(byPid, "io.skep.edge.edgehub", "nodeName", nodeName);
            derive(byPid, "io.skep.edge.metamanager", "nodeName", nodeName);
            derive(byPid, "io.skep.beehive.metrics", "bindAddress", EDGE_MONITOR);
            return;
        }
        Map<String, Object> apiServer = byPid.get("io.skep.cloud.apiserver");
        if (apiServer != null && isEmbedded()) {
            Object kubeConfig = apiServer.getOrDefault("kubeConfig", "/var/lib/kubeedge/kubeconfig");
            byPid.get("io.skep.cloud.kube").put("kubeConfig", kubeConfig);
            derive(byPid, "io.skep.cloud.controlplane", "kubeConfig", String.valueOf(kubeConfig));
        }
    }

    private static void derive(Map<String, Map<String, Object>> byPid, String pid, String key, Object value) {
        Map<String, Object> properties = byPid.get(pid);
        if (properties != null
                && String.valueOf(properties.getOrDefault(key, "")).isEmpty()) {
            properties.put(key, value);
        }
    }

    private String nodeName() {
        String override = text("modules.edged.hostnameOverride");
        if (!override.isEmpty()) {
            return override;
        }
        String host = surroundings.hostName().toLowerCase(java.util.Locale.ROOT);
        return Validation.isNodeName(host) ? host : "default-edge-node";
    }

    private void checkKeys(Mapping mapping, String parent) {
        mapping.members().forEach((name, node) -> {
            String path = parent + name;
            Optional<Type> type = keys.findType(path);
            if (type.isPresent()) {
                checkType(path, type.get(), node);
            } else if (keys.isSection(path)) {
                checkSection(path, node);
            } else {
                notices.add(new Notice(
                        ConfigError.UNKNOWN_KEY,
                        file + ", line " + node.line() + ": the key " + path + " is unknown; did you mean "
                                + keys.nearest(path) + "?"));
            }
        });
    }

    private void checkSection(String path, YamlTree node) {
        switch (node) {
            case Mapping mapping -> checkKeys(mapping, path + ".");
            case Scalar(Object value, int line) when value == null -> {}
            default -> throw wrongType(path, node, "a section with keys");
        }
    }

    private void checkType(String path, Type type, YamlTree node) {
        if (type == Type.ANY || node instanceof Scalar(Object value, int line) && value == null) {
            return;
        }
        boolean right = switch (type) {
            case BOOL -> node instanceof Scalar scalar && scalar.value() instanceof Boolean;
            case INT -> node instanceof Scalar scalar && scalar.value() instanceof Long;
            case NUMBER -> node instanceof Scalar scalar && scalar.value() instanceof Number;
            case STRING, SECRET -> node instanceof Scalar;
            case LIST -> node instanceof Sequence;
            case MAP -> node instanceof Mapping;
            case ANY -> true;
        };
        if (!right) {
            throw wrongType(path, node, WORDS.get(type));
        }
    }

    private SkepException wrongType(String path, YamlTree node, String expected) {
        String found = node instanceof Scalar scalar ? "'" + scalar.value() + "'" : "something else";
        return new SkepException(
                ConfigError.WRONG_TYPE,
                file + ", line " + node.line() + ": " + path + " is " + found + ", but takes " + expected + ".");
    }

    private String text(String path) {
        return find(path)
                .filter(node -> node instanceof Scalar scalar && scalar.value() != null)
                .map(node -> String.valueOf(((Scalar) node).value()))
                .orElse("");
    }

    private Optional<YamlTree> find(String path) {
        YamlTree node = root;
        for (String name : path.split("\\.")) {
            node = node instanceof Mapping mapping ? mapping.members().get(name) : null;
        }
        return Optional.ofNullable(node);
    }

    /** A mapping as plain maps, lists and scalars. */
    static Map<String, Object> members(Mapping mapping) {
        Map<String, Object> members = new LinkedHashMap<>();
        mapping.members().forEach((name, value) -> members.put(name, plain(value)));
        return members;
    }

    /** What a key of that type takes, in words. */
    static String word(Type type) {
        return WORDS.getOrDefault(type, "any value");
    }

    /** The PIDs that the kind's file rules over. */
    static Set<String> pids(ComponentKind kind) {
        return kind.sections().stream()
                .map(Section::pid)
                .filter(pid -> !pid.isEmpty())
                .collect(Collectors.toSet());
    }
}
