package io.skep.common.config.internal;

import io.skep.beehive.api.SkepException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Changes one value in the text of a YAML file and leaves every other byte as it is, comments and order included. What it cannot change so that
 * the file says the same but for that value, it refuses.
 */
final class YamlEdit {

    private final String text;
    private final String newline;
    private final String value;

    private YamlEdit(String text, String value) {
        this.text = text;
        this.newline = text.contains("\r\n") ? "\r\n" : "\n";
        this.value = value;
    }

    /**
     * The text with the value at the path.
     *
     * @param path keys from the root of the file
     * @param value as it stands in YAML, on one line
     * @throws SkepException {@code NOT_EDITABLE}
     */
    static String set(String text, List<String> path, String value) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(YamlTree.MAX_BYTES)
                .build();
        Node root = new Compose(settings).composeString(text).orElseThrow(() -> refuse("it is empty"));
        String edited = new YamlEdit(text, value).set(root, path, 0);
        if (!Objects.equals(
                plain(edited), with(plain(text), path, plain("v: " + value).get("v")))) {
            throw refuse("the value is written in a way that cannot be changed by itself");
        }
        return edited;
    }

    private static Map<String, Object> plain(String text) {
        return ConfigReader.members(YamlTree.parse(java.nio.file.Path.of("edited"), text));
    }

    private static Map<String, Object> with(Map<String, Object> members, List<String> path, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(members);
        String name = path.getFirst();
        if (path.size() == 1) {
            changed.put(name, value);
        } else {
            Map<String, Object> inner = new LinkedHashMap<>();
            if (members.get(name) instanceof Map<?, ?> map) {
                map.forEach((key, each) -> inner.put(String.valueOf(key), each));
            }
            changed.put(name, with(inner, path.subList(1, path.size()), value));
        }
        return changed;
    }

    private String set(Node node, List<String> path, int depth) {
        if (!(node instanceof MappingNode mapping)) {
            throw refuse(String.join(".", path.subList(0, depth)) + " is no mapping");
        }
        List<String> rest = path.subList(depth, path.size());
        Optional<NodeTuple> found = mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(rest.getFirst()))
                .findFirst();
        if (found.isEmpty()) {
            return insert(mapping, rest, depth == 0);
        }
        Node key = found.get().getKeyNode();
        Node inner = found.get().getValueNode();
        if (rest.size() == 1) {
            return replace(key, inner);
        }
        boolean empty = inner instanceof ScalarNode && start(inner) == end(inner);
        return empty ? fill(key, rest.subList(1, rest.size())) : set(inner, path, depth + 1);
    }

    private String replace(Node key, Node old) {
        int colon = colon(key);
        boolean block = old instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        if (block || old.getAnchor().isPresent() || old instanceof MappingNode) {
            throw refuse("the value is a block, a mapping or an anchor");
        }
        if (start(old) == end(old)) {
            return text.substring(0, colon) + " " + value + text.substring(colon);
        }
        if (start(old) < colon) {
            throw refuse("the value is an alias");
        }
        if (old instanceof SequenceNode list && list.getFlowStyle() == FlowStyle.BLOCK) {
            int last = end(list.getValue().getLast());
            if (text.substring(colon, last).contains("#")) {
                throw refuse("the list holds comments");
            }
            return text.substring(0, colon) + " " + value + text.substring(last);
        }
        return text.substring(0, start(old)) + value + text.substring(end(old));
    }

    /** Behind the colon after a key. */
    private int colon(Node key) {
        return text.indexOf(':', end(key)) + 1;
    }

    /** Lines below a key that has no value yet. */
    private String fill(Node key, List<String> path) {
        int end = text.indexOf('\n', colon(key));
        int column = key.getStartMark().map(Mark::getColumn).orElse(0);
        String lines = block(path, column + 2);
        return end < 0 ? text + newline + lines : text.substring(0, end + 1) + lines + text.substring(end + 1);
    }

    private String insert(MappingNode mapping, List<String> path, boolean root) {
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            int open = start(mapping) + 1;
            return text.substring(0, open)
                    + flow(path)
                    + (mapping.getValue().isEmpty() ? "" : ", ")
                    + text.substring(open);
        }
        if (root) {
            return text + (text.endsWith("\n") ? "" : newline) + block(path, 0);
        }
        Node first = mapping.getValue().getFirst().getKeyNode();
        int column = first.getStartMark().map(Mark::getColumn).orElse(0);
        int line = start(first) - column;
        if (!text.substring(line, start(first)).isBlank()) {
            throw refuse("the mapping begins in the middle of a line");
        }
        return text.substring(0, line) + block(path, column) + text.substring(line);
    }

    private String flow(List<String> path) {
        String inner = path.size() == 1 ? value : "{" + flow(path.subList(1, path.size())) + "}";
        return path.getFirst() + ": " + inner;
    }

    private String block(List<String> path, int column) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            boolean last = i == path.size() - 1;
            lines.add(" ".repeat(column + 2 * i) + path.get(i) + ":" + (last ? " " + value : "") + newline);
        }
        return String.join("", lines);
    }

    /** Marks count code points, strings chars. */
    private int start(Node node) {
        return node.getStartMark().map(this::at).orElseThrow();
    }

    private int end(Node node) {
        return node.getEndMark().map(this::at).orElseThrow();
    }

    private int at(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static SkepException refuse(String why) {
        return new SkepException(ConfigError.NOT_EDITABLE, "The file cannot be changed by a command: " + why + ".");
    }
}
