package io.skep.edge.runtime.osgi.internal;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A real framework with ConfigurationAdmin and SCR, and a maker of small bundles. */
final class TestFramework {

    private final Framework framework;

    TestFramework(Path storage) throws BundleException, IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", storage.toString());
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put("org.osgi.framework.system.packages.extra", packages());
        settings.put("felix.cache.locking", "false");
        settings.put("felix.log.level", "0");
        settings.put("ds.loglevel", "0");
        framework = new Felix(settings);
        framework.init();
        for (String name : List.of("org.apache.felix.configadmin", "org.apache.felix.scr")) {
            if (framework.getBundleContext().getBundle("test:" + name) == null) {
                try (InputStream in = Files.newInputStream(jar(name))) {
                    framework
                            .getBundleContext()
                            .installBundle("test:" + name, in)
                            .start();
                }
            }
        }
        framework.start();
    }

    private static String packages() throws IOException {
        StringBuilder packages = new StringBuilder();
        for (String name : List.of(
                "org.osgi.service.cm",
                "org.osgi.service.component-",
                "org.osgi.util.promise",
                "org.osgi.util.function",
                "slf4j-api")) {
            try (JarFile jar = new JarFile(jar(name).toFile())) {
                packages.append(packages.isEmpty() ? "" : ",")
                        .append(jar.getManifest().getMainAttributes().getValue("Export-Package"));
            }
        }
        return packages.toString();
    }

    private static Path jar(String name) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not on the class path"));
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    ConfigurationAdmin admin() {
        return service(ConfigurationAdmin.class);
    }

    ServiceComponentRuntime components() {
        return service(ServiceComponentRuntime.class);
    }

    private <T> T service(Class<T> type) {
        return context().getService(context().getServiceReference(type));
    }

    void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    /** A bundle with {@link TestActivator}. */
    static Path bundle(Path folder, String name, String version, String mode, String imports) throws IOException {
        Manifest manifest = manifest(name, version, imports);
        manifest.getMainAttributes().putValue("Bundle-Activator", TestActivator.class.getName());
        manifest.getMainAttributes().putValue("Test-Mode", mode);
        return jar(folder.resolve(name + "-" + version + ".jar"), manifest, TestActivator.class, "");
    }

    /** A bundle with {@link TestComponent}. */
    static Path component(Path folder, String name, String references) throws IOException {
        Manifest manifest = manifest(name, "1.0.0", "");
        manifest.getMainAttributes().putValue("Service-Component", "OSGI-INF/test.xml");
        String xml =
                "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"test\" immediate=\"true\""
                        + " init=\"1\" configuration-policy=\"require\" configuration-pid=\"io.skep.pod\"><implementation class=\""
                        + TestComponent.class.getName() + "\"/>" + references + "</scr:component>";
        return jar(folder.resolve(name + ".jar"), manifest, TestComponent.class, xml);
    }

    private static Manifest manifest(String name, String version, String imports) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        main.putValue("Import-Package", "org.osgi.framework,org.slf4j" + imports);
        return manifest;
    }

    static Path jar(Path file, Manifest manifest, Class<?> type, String xml) throws IOException {
        Files.createDirectories(file.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            String path = type.getName().replace('.', '/') + ".class";
            out.putNextEntry(new JarEntry(path));
            try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
                in.transferTo(out);
            }
            if (!xml.isEmpty()) {
                out.putNextEntry(new JarEntry("OSGI-INF/test.xml"));
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)).transferTo(out);
            }
        }
        return file;
    }
}
