package io.skep.itests.deploy;

import io.skep.itests.bus.FailingModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A feature file with its jars beside it, in the making. */
final class FeatureFiles {

    private static final String IMPORTS =
            "io.skep.beehive.api;version=\"[1.0,2)\",org.osgi.framework;version=\"[1.9,2)\"";

    private final Path folder;
    private final String name;
    private final List<String> bundles = new ArrayList<>();

    FeatureFiles(Path folder, String name) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.name = name;
    }

    /** A bundle that holds nothing but a manifest; further headers come as name and value. */
    FeatureFiles bundle(String bundle, String... headers) throws IOException {
        return add(bundle, "1.0.0", manifest(bundle, headers), null, "");
    }

    /** A bundle that does not start. */
    FeatureFiles refusing(String bundle) throws IOException {
        Class<?> type = RefusingActivator.class;
        return add(
                bundle,
                "1.0.0",
                manifest(bundle, "Import-Package", IMPORTS, "Bundle-Activator", type.getName()),
                type,
                "");
    }

    /** A bundle whose module fails in its constructor. */
    FeatureFiles failing(String bundle) throws IOException {
        Class<?> type = FailingModule.class;
        Manifest manifest = manifest(
                bundle,
                "Import-Package",
                IMPORTS,
                "Service-Component",
                "OSGI-INF/module.xml",
                "Require-Capability",
                "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"");
        return add(bundle, "1.0.0", manifest, type, """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="failing" init="0">
                  <property name="beehive.module.name" type="String" value="failing"/>
                  <property name="beehive.module.group" type="String" value="test"/>
                  <service><provide interface="io.skep.beehive.api.Module"/></service>
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(type.getName()));
    }

    /** A jar as another build would make it: same classes, another version. */
    FeatureFiles rebuilt(String bundle, Path jar, String version) throws IOException {
        Path file = folder.resolve(bundle + "-" + version + ".jar");
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
        }
        return list(bundle, version, file);
    }

    private static Manifest manifest(String bundle, String... headers) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", bundle);
        main.putValue("Bundle-Version", "1.0.0");
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        return manifest;
    }

    private FeatureFiles add(String bundle, String version, Manifest manifest, Class<?> type, String component)
            throws IOException {
        Path file = folder.resolve(bundle + "-" + version + ".jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            if (type != null) {
                String entry = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(entry));
                try (InputStream in = type.getResourceAsStream("/" + entry)) {
                    in.transferTo(jar);
                }
            }
            if (!component.isEmpty()) {
                jar.putNextEntry(new JarEntry("OSGI-INF/module.xml"));
                jar.write(component.getBytes(StandardCharsets.UTF_8));
            }
        }
        return list(bundle, version, file);
    }

    private FeatureFiles list(String bundle, String version, Path file) throws IOException {
        bundles.add("{\"id\": \"test:%s:%s\", \"start-order\": 4, \"file\": \"%s\", \"sha256\": \"%s\"}"
                .formatted(bundle, version, file.getFileName(), sha256(file)));
        return this;
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the feature file and returns it. */
    Path write() throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), """
                {"feature-resource-version": "1.0", "id": "test:%s:1.0.0", "name": "A feature of a test",
                 "bundles": [%s], "extensions": {"requires-features": {"json": ["base"]}}}
                """.formatted(name, String.join(", ", bundles)));
    }
}
