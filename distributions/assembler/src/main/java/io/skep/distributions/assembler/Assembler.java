package io.skep.distributions.assembler;

import io.skep.distributions.launcher.Feature;
import io.skep.distributions.launcher.FeatureSet;
import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Makes the runnable folder of a distribution and its archive: {@code bin conf bundle repo deploy features}. Bundles of the features that
 * start go to bundle/, those of the other named features to repo/; each set is proved to resolve and to have its services. Nothing is
 * downloaded when it runs.
 */
public final class Assembler {

    private final String name;
    private final Path root;
    private final Path target;
    private final MavenModel model;

    private Assembler(String name, Path root, Path target, MavenModel model) {
        this.name = name;
        this.root = root;
        this.target = target;
        this.model = model;
    }

    /**
     * Called by the build of a distribution.
     *
     * @param arguments name of the distribution, root of the source tree, target folder, file with Maven's model, then the names of the
     *     features that go to repo/
     */
    public static void main(String[] arguments) throws IOException {
        List<String> repo = List.of(arguments).subList(4, arguments.length);
        try {
            new Assembler(
                            arguments[0],
                            Path.of(arguments[1]),
                            Path.of(arguments[2]),
                            MavenModel.read(Path.of(arguments[3])))
                    .assemble(repo);
        } catch (LauncherException e) {
            throw new IllegalStateException(e.line(), e);
        }
    }

    private void assemble(List<String> repo) throws IOException {
        FeatureSet started = FeatureSet.read(root.resolve("features"), List.of(name));
        Path folder = target.resolve(name);
        Folders.empty(folder, List.of("bin", "conf", "bundle", "repo", "deploy", "features"));
        List<Path> jars = new ArrayList<>();
        for (Feature feature : started.features()) {
            jars.addAll(copy(feature, folder.resolve("bundle")));
            Files.writeString(folder.resolve("features/" + feature.name() + ".json"), written(feature));
        }
        SetCheck.check(jars);
        for (String extra : repo) {
            addToRepo(FeatureSet.read(root.resolve("features"), List.of(extra)), started, folder, jars);
        }
        for (Path jar : jars) {
            Natives.unpack(jar, folder.resolve("native"));
        }
        start(folder, started);
        configuration(folder);
        Archive.write(folder, target.resolve(name + ".tar.gz"));
    }

    private void addToRepo(FeatureSet extra, FeatureSet started, Path folder, List<Path> jars) throws IOException {
        List<Path> all = new ArrayList<>(jars);
        for (Feature feature : extra.features()) {
            if (!started.contains(feature.name())) {
                all.addAll(copy(feature, folder.resolve("repo")));
                Files.writeString(folder.resolve("features/" + feature.name() + ".json"), written(feature));
            }
        }
        SetCheck.check(all);
    }

    private List<Path> copy(Feature feature, Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Feature.Entry entry : feature.bundles()) {
            MavenModel.Artifact artifact = model.get(entry.id(), feature.name());
            Path jar = folder.resolve(artifact.fileName());
            if (!Files.exists(jar)) {
                Files.copy(artifact.file(), jar, StandardCopyOption.COPY_ATTRIBUTES);
                jars.add(jar);
            }
        }
        return jars;
    }

    /** The feature with versions, files, digests and the Beehive modules of its bundles. */
    private String written(Feature feature) throws IOException {
        String version = model.get("io.skep:io.skep.distributions.launcher", feature.name())
                .version();
        List<Object> bundles = new ArrayList<>();
        TreeSet<String> modules = new TreeSet<>();
        for (Feature.Entry entry : feature.bundles()) {
            MavenModel.Artifact artifact = model.get(entry.id(), feature.name());
            Map<String, Object> bundle = new LinkedHashMap<>();
            bundle.put("id", artifact.versioned());
            bundle.put("start-order", entry.startOrder());
            bundle.put("file", artifact.fileName());
            bundle.put("sha256", Folders.sha256(artifact.file()));
            bundles.add(bundle);
            modules.addAll(BeehiveModules.of(artifact.file()));
        }
        List<String> classPath = versioned(feature.classPath());
        List<String> clientPath = versioned(feature.clientPath());
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("requires-features", extension(feature.requires()));
        extensions.put("modules", extension(List.copyOf(modules)));
        if (!classPath.isEmpty()) {
            extensions.put("class-path", extension(classPath));
        }
        if (!clientPath.isEmpty()) {
            extensions.put("client-path", extension(clientPath));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("feature-resource-version", "1.0");
        json.put("id", feature.id() + ":" + version);
        json.put("name", feature.title());
        json.put("complete", feature.requires().isEmpty());
        json.put("bundles", bundles);
        json.put("extensions", extensions);
        return Json.write(json).replace("{\"id\"", "\n  {\"id\"").replace(",\"extensions\"", ",\n\"extensions\"")
                + "\n";
    }

    private List<String> versioned(List<String> ids) {
        return ids.stream().map(id -> model.get(id, name).versioned()).toList();
    }

    private static Map<String, Object> extension(List<?> values) {
        Map<String, Object> extension = new LinkedHashMap<>();
        extension.put("kind", "mandatory");
        extension.put("type", "json");
        extension.put("json", values);
        return extension;
    }

    private void start(Path folder, FeatureSet started) throws IOException {
        StringBuilder classPath = new StringBuilder();
        for (String id : started.classPath()) {
            MavenModel.Artifact artifact = model.get(id, name);
            Files.copy(
                    artifact.file(), folder.resolve("bin/" + artifact.fileName()), StandardCopyOption.COPY_ATTRIBUTES);
            classPath
                    .append(classPath.isEmpty() ? "" : ":")
                    .append("$home/bin/")
                    .append(artifact.fileName());
        }
        for (String id : started.clientPath()) {
            MavenModel.Artifact artifact = model.get(id, name);
            Path jar = Files.createDirectories(folder.resolve("bin/client")).resolve(artifact.fileName());
            Files.copy(artifact.file(), jar, StandardCopyOption.COPY_ATTRIBUTES);
        }
        String script = Folders.resource("start.sh")
                .replace("@NAME@", name)
                .replace("@CLASS_PATH@", classPath)
                .replace("@HEAP@", name.equals("edgecore") ? "96m" : "512m")
                .replace("@ALLOCATOR@", name.equals("edgecore") ? "unpooled" : "adaptive");
        Path file = folder.resolve("bin/" + name);
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void configuration(Path folder) throws IOException {
        Path shipped = root.resolve("config/" + (name.equals("apiserver") ? "cloudcore" : name) + ".yaml");
        if (!Files.exists(shipped)) {
            throw new LauncherException(LauncherError.NOT_IN_MODEL, "The file " + shipped + " does not exist.");
        }
        Files.copy(shipped, folder.resolve("conf/" + name + ".yaml"));
        Files.writeString(folder.resolve("conf/logging.properties"), Folders.resource("logging.properties"));
        if (!name.startsWith("edge")) {
            Folders.copy(root.resolve("config/crds"), folder.resolve("conf/crds"));
            Folders.copy(root.resolve("config/objects"), folder.resolve("conf/objects"));
        }
        Files.writeString(
                folder.resolve("deploy/README"), "Bundles put here run at once; taken away, they are gone.\n");
    }
}
