package io.skep.cloud.controlplane.internal.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Kubernetes objects in the files of a folder: YAML with several documents, or JSON, which YAML contains. Lists are taken apart. */
final class ManifestFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestFiles.class);
    private static final int MAX_FILES = 500;
    private static final int MAX_CHARACTERS = 4 * 1024 * 1024;
    private static final int MAX_ALIASES = 50;

    private ManifestFiles() {}

    /** The objects of all files, by file name; none when there is no such folder. A file that cannot be read is named in the log and left out. */
    static List<ObjectNode> read(Path folder) {
        List<ObjectNode> objects = new ArrayList<>();
        for (Path file : files(folder)) {
            try {
                objects.addAll(parse(Files.readString(file)));
            } catch (IOException | YamlEngineException | IllegalArgumentException e) {
                LOG.warn(
                        "start objects in {} are left out: {}",
                        file,
                        e.getMessage().replaceAll("\\s+", " "));
            }
        }
        return objects;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        } catch (IOException e) {
            LOG.warn("start objects in {} are left out: {}", folder, e.getMessage());
            return List.of();
        }
    }

    static List<ObjectNode> parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        List<ObjectNode> objects = new ArrayList<>();
        for (Object document : new Load(settings).loadAllFromString(text)) {
            if (document != null) {
                add(Json.tree(document), objects);
            }
        }
        return objects;
    }

    private static void add(JsonNode document, List<ObjectNode> objects) {
        if (document.path("kind").asText("").equals("List")) {
            document.path("items").forEach(item -> add(item, objects));
        } else if (document instanceof ObjectNode object
                && object.hasNonNull("kind")
                && object.hasNonNull("apiVersion")
                && object.path("metadata").hasNonNull("name")) {
            objects.add(object);
        } else {
            throw new IllegalArgumentException("a document has no apiVersion, kind or metadata.name");
        }
    }
}
