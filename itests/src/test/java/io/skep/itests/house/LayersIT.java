package io.skep.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers of docs/architecture.md, read from the bundles as they are shipped. */
class LayersIT {

    private static final Path ROOT = Path.of(System.getProperty("skep.root", ".."));
    private static final Set<String> SERVICES =
            Set.of("io.skep.cloud.kube", "io.skep.edge.store", "io.skep.edge.runtime");

    @ParameterizedTest
    @ValueSource(strings = {"cloudcore", "edgecore"})
    void modulesExportNothing(String distribution) throws IOException {
        Set<String> modules = new TreeSet<>();
        for (Path jar : bundles(distribution)) {
            try (JarFile file = new JarFile(jar.toFile())) {
                Attributes manifest = file.getManifest().getMainAttributes();
                String name =
                        String.valueOf(manifest.getValue("Bundle-SymbolicName")).replaceAll(";.*", "");
                boolean module = name.startsWith("io.skep.cloud.") || name.startsWith("io.skep.edge.");
                if (module && !SERVICES.contains(name)) {
                    modules.add(name);
                    assertThat(manifest.getValue("Export-Package"))
                            .as("exports of %s", name)
                            .isNull();
                }
            }
        }
        assertThat(modules).hasSizeGreaterThan(3);
    }

    private static Set<Path> bundles(String distribution) throws IOException {
        Set<Path> jars = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("distributions")
                .resolve(distribution)
                .resolve("target")
                .resolve(distribution))) {
            files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
        }
        return jars;
    }
}
