package io.skep.itests.cve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The one place where something of a bundle is written into a file by name: a jar inside the jar. It may not leave the framework's own folder. */
class CVE_2026_62369Test {

    private static final String INNER = "inner.txt";

    @TempDir
    Path temp;

    private Path cache;
    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        cache = temp.resolve("a/b/c/d/e/cache");
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of("org.osgi.framework.storage", cache.toString(), "felix.log.level", "0"));
        framework.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private static byte[] jar(String classPath, List<String> names) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "test.escape");
        headers.putValue("Bundle-ClassPath", classPath);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (String name : names) {
                out.putNextEntry(new JarEntry(name));
                out.write(inner());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] inner() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(new JarEntry(INNER));
            out.write("inside".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return bytes.toByteArray();
    }

    private Bundle install(String name) throws IOException {
        try {
            Bundle bundle = framework
                    .getBundleContext()
                    .installBundle("test:" + name, new ByteArrayInputStream(jar(".," + name, List.of(name))));
            bundle.start();
            return bundle;
        } catch (BundleException e) {
            return framework;
        }
    }

    private List<Path> outside() throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(cache))
                    .toList();
        }
    }

    @Test
    void aJarInsideABundleIsRead() throws Exception {
        Bundle bundle = install("lib/good.jar");
        assertThat(bundle.getResource(INNER)).isNotNull();
        assertThat(outside()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../escaped.jar", "../../../../../../escaped.jar", "lib/../../../../../../../escaped.jar",
                "..\\..\\..\\..\\..\\..\\escaped.jar", "/../../../../../../escaped.jar", "C:\\escaped.jar"
            })
    void aJarInsideABundleDoesNotLeaveTheCache(String name) throws Exception {
        Bundle bundle = install(name);
        bundle.getResource(INNER);
        assertThat(outside()).isEmpty();
        assertThat(Path.of("escaped.jar")).doesNotExist();
    }
}
