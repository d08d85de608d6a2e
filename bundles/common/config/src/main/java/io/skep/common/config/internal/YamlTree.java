package io.skep.common.config.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML file as a tree whose every node knows its line (from 1). Reading is bounded: 1 MiB, no more than 20 aliases. */
sealed interface YamlTree {

    int MAX_BYTES = 1024 * 1024;

    int line();

    /** A mapping in file order. */
    record Mapping(Map<String, YamlTree> members, int line) implements YamlTree {}

    record Sequence(List<YamlTree> items, int line) implements YamlTree {}

    /** A scalar: String, Boolean, Long, Double or null. */
    record Scalar(Object value, int line) implements YamlTree {}

    /** Reads a file; the root is a mapping. */
    static Mapping read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unreadable(file, "it is longer than " + MAX_BYTES + " bytes", null);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new SkepException(ConfigError.MISSING, "The configuration file " + file + " does not exist.", e);
        } catch (IOException e) {
            throw unreadable(file, "it cannot be opened (" + e.getMessage() + ")", e);
        }
        return parse(file, new String(bytes, StandardCharsets.UTF_8));
    }

    /** Reads a text; the file is named in errors. */
    static Mapping parse(Path file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(20)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            YamlTree root = new Compose(settings)
                    .composeString(text)
                    .map(node -> tree(file, node, 0))
                    .orElseThrow(() -> unreadable(file, "it is empty", null));
            return root instanceof Mapping mapping ? mapping : refuse(file, root.line());
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw unreadable(file, where + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw unreadable(
                    file, String.valueOf(e.getMessage()).lines().findFirst().orElse("it is no YAML"), e);
        }
    }

    private static Mapping refuse(Path file, int line) {
        throw unreadable(file, "line " + line + ": a mapping of keys is expected", null);
    }

    private static SkepException unreadable(Path file, String why, Exception cause) {
        return new SkepException(
                ConfigError.UNREADABLE, "The configuration file " + file + " is not readable: " + why + ".", cause);
    }

    private static YamlTree tree(Path file, Node node, int depth) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        if (depth > 50) {
            throw unreadable(file, "line " + line + ": it is nested more than 50 deep", null);
        }
        return switch (node) {
            case MappingNode mapping -> mapping(file, mapping, line, depth);
            case SequenceNode sequence ->
                new Sequence(
                        sequence.getValue().stream()
                                .map(item -> tree(file, item, depth + 1))
                                .toList(),
                        line);
            case ScalarNode scalar -> new Scalar(value(scalar), line);
            default -> throw unreadable(file, "line " + line + ": not a value", null);
        };
    }

    private static Mapping mapping(Path file, MappingNode node, int line, int depth) {
        Map<String, YamlTree> members = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw unreadable(file, "line " + line + ": a key is a plain word", null);
            }
            if (members.put(key.getValue(), tree(file, tuple.getValueNode(), depth + 1)) != null) {
                int second = key.getStartMark().map(mark -> mark.getLine() + 1).orElse(line);
                throw unreadable(file, "line " + second + ": the key " + key.getValue() + " stands twice", null);
            }
        }
        return new Mapping(members, line);
    }

    private static Object value(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text.equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT)) {
            return integer(text);
        }
        if (tag.equals(Tag.FLOAT)) {
            return decimal(text);
        }
        return text;
    }

    private static Object integer(String text) {
        try {
            if (text.startsWith("0x")) {
                return Long.parseLong(text.substring(2), 16);
            }
            return text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static Object decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
