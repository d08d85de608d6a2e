package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The API objects that Skep needs and ships: its CRDs and its RuntimeClass. They are created where they are missing and never changed. */
final class ShippedObjects {

    private static final Map<String, String> PATHS = Map.of(
            "CustomResourceDefinition",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "RuntimeClass",
            "/apis/node.k8s.io/v1/runtimeclasses");

    /** One object to create: the path of its collection and its JSON text. */
    record Item(String path, String json) {}

    private ShippedObjects() {}

    /** Those of the folders config/crds and config/objects of a source tree, CRDs first. */
    static List<Item> read(Path root) {
        List<Item> items = new ArrayList<>();
        for (String folder : List.of("config/crds", "config/objects")) {
            for (Path file : files(root.resolve(folder))) {
                items.add(item(file));
            }
        }
        return items;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The folder " + folder + " cannot be read: " + Reason.of(e) + ".",
                    e);
        }
    }

    private static Item item(Path file) {
        try {
            Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            String json = Json.write(yaml);
            String path = PATHS.get(Json.string(Json.parseObject(json), "kind", ""));
            if (path == null) {
                throw new IllegalArgumentException("its kind is not one of " + PATHS.keySet());
            }
            return new Item(path, json);
        } catch (IOException | YamlEngineException | IllegalArgumentException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE, "The file " + file + " cannot be used: " + e.getMessage() + ".", e);
        }
    }
}
